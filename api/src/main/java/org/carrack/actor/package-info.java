/** Actors: the functions a package offers to callers, and the dispatcher that protocols call them through. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.actor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
