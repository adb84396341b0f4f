/** Tables, records and models of packages in the server's database. */
@NullMarked
package org.carrack.runtime.data.internal;

import org.jspecify.annotations.NullMarked;
