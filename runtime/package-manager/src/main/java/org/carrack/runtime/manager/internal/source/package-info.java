/** Reads packages from files and folders. */
@NullMarked
package org.carrack.runtime.manager.internal.source;

import org.jspecify.annotations.NullMarked;
