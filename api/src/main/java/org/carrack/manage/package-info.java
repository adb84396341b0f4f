/** The package manager: what is installed, in which state and why, and the wishes that change it. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.manage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
