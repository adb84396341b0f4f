/** The HTTP server as modules and packages see it: endpoints, requests, responses, and the gate of each package. */
@NullMarked
@Export
@Version("1.1.0")
package org.carrack.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
