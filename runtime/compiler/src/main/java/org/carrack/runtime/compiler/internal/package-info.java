/** Compiles packages that come as Java sources. */
@NullMarked
package org.carrack.runtime.compiler.internal;

import org.jspecify.annotations.NullMarked;
