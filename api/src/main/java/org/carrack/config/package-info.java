/** Reading configuration: tags with their source locations, secrets to mask, and the undo of what was applied. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
