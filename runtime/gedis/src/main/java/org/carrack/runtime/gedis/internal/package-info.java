/** Gedis: actors over RESP, the protocol of Redis, for its clients and for 3Bot's. */
@NullMarked
package org.carrack.runtime.gedis.internal;

import org.jspecify.annotations.NullMarked;
