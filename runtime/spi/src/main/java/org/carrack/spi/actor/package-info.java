/** Calling the actors of packages: what protocols and catalogs use, and actors made by modules. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.actor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
