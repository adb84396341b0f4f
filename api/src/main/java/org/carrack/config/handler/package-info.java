/** Handling tags of descriptors: the interface by which modules and packages give a tag its meaning. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.config.handler;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
