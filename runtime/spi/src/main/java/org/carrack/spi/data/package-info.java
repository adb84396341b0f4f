/** Backup of the tables of packages. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
