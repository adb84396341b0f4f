/** Fetching packages and compiling their Java sources. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.source;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
