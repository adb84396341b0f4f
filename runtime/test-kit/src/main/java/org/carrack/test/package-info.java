/** What authors of packages test with: the whole server in a Pax Exam test. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.test;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
