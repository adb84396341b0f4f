/** The database of the server: H2 in a file, or PostgreSQL. */
@NullMarked
package org.carrack.runtime.database.internal;

import org.jspecify.annotations.NullMarked;
