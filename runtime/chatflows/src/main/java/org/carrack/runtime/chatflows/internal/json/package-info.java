/** JSON with all of its values. */
@NullMarked
package org.carrack.runtime.chatflows.internal.json;

import org.jspecify.annotations.NullMarked;
