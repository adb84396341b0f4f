/** Modules of packages that answer sentences of people, by the triggers and responses of {@code res/locales}. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.conversation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
