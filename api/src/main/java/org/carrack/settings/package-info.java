/** Settings of packages: values that an installation may change. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.settings;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
