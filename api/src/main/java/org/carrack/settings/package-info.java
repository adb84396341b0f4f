/** Settings of packages: what an installation has other than the packages' authors foresaw. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.settings;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
