/** The server's own configuration, {@code etc/carrack.toml}: its file, and typed definitions of its tables by modules. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
