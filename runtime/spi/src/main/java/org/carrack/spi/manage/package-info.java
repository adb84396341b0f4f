/** What the package manager asks of modules: previews, verification, and deletion of data. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.manage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
