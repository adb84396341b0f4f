/** Starts and stops the framework with the platform from the class path. */
@NullMarked
package org.carrack.launcher;

import org.jspecify.annotations.NullMarked;
