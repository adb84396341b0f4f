/** JSON that the server itself reads and writes, as plain values. */
@Export
@Version("1.0.0")
@NullMarked
package org.carrack.spi.json;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
