/** Tags and their config handlers: finding the handler, reading a tag once, applying it and keeping its undo. */
@NullMarked
package org.carrack.runtime.manager.internal.tags;

import org.jspecify.annotations.NullMarked;
