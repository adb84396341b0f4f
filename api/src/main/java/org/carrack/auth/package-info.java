/** Callers, and what they may access. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
