/** Requests to services of the server that were not carried out. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.failure;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
