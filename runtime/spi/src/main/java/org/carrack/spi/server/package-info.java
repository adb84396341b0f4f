/** The server itself: its configuration, and the failure of its start. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.server;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
