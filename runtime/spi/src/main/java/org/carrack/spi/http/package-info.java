/** The HTTP server for modules: gates, certificates, nginx, observers and the scope of a request. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
