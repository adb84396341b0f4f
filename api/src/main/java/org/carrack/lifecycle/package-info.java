/** A package's own life: its hooks and the context they see. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.lifecycle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
