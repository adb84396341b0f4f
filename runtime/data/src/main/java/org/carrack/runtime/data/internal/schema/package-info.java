/** What a package wants of the database, and what is there: the tag {@code schema} and the dictionary. */
@NullMarked
package org.carrack.runtime.data.internal.schema;

import org.jspecify.annotations.NullMarked;
