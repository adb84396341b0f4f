/** How packages come into the server: what fetches them and what compiles their Java sources. Modules implement it. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.source;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
