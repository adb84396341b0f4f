/** The lifecycle of a package: its hooks and its context. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.lifecycle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
