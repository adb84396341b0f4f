/** JSON as plain values. */
@NullMarked
package org.carrack.runtime.manager.internal.json;

import org.jspecify.annotations.NullMarked;
