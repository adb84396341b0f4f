/** Authentication of a caller by what a protocol has of it. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.spi.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
