/** The data types of fields: what column each is, and which values it takes. */
@NullMarked
package org.carrack.runtime.data.internal.type;

import org.jspecify.annotations.NullMarked;
