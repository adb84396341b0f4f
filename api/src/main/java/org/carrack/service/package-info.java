/** Background services: jobs of packages that run by a schedule. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
