/** Reads {@code package.toml} and {@code bundle.xml} into values, and turns them into a bundle's manifest. No framework, no services. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
