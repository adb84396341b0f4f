/** Models: records of packages in the server's database. */
@NullMarked
@Export
@Version("1.1.0")
package org.carrack.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
