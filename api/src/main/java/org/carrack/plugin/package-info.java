/** Plugins: code of packages that runs in a thread of its own for as long as its package is live, with a configuration of its own. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
