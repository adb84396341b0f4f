/** Keeps Javadoc for run time: what a package's author wrote is shown to those who call its actors. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.model.javadoc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
