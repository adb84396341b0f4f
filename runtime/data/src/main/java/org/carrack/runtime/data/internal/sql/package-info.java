/** What differs between H2 and PostgreSQL, and plain JDBC made short. */
@NullMarked
package org.carrack.runtime.data.internal.sql;

import org.jspecify.annotations.NullMarked;
