/** Search over texts: what offers it, and what is asked of it. For modules that have something to be found: wikis, and later repositories and conversations. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.search;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
