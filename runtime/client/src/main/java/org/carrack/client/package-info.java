/** Calls actors of a server from other programs. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
