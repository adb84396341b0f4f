/** Databases that packages have to themselves: the tag {@code bcdbs}. */
@NullMarked
package org.carrack.runtime.data.internal.bcdb;

import org.jspecify.annotations.NullMarked;
