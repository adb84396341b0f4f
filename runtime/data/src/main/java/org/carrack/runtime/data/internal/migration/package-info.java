/** From what is there to what is wanted: the plan, and how it is carried out and rolled back. */
@NullMarked
package org.carrack.runtime.data.internal.migration;

import org.jspecify.annotations.NullMarked;
