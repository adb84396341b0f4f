/** The descriptor's part in a bnd build: its manifest headers, and the descriptor itself, in the bundle. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.bnd;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
