/** Config handlers: what gives a tag of a package's descriptor its meaning. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
