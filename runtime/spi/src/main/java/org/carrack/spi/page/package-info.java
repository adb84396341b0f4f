/** What the pages of the modules have in common. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.page;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
