/** The package manager: the installed packages, their states, and requests that change them. */
@NullMarked
@Export
@Version("1.1.0")
package org.carrack.manage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
