/** Keys and values of packages in Redis. */
@NullMarked
package org.carrack.runtime.redis.internal;

import org.jspecify.annotations.NullMarked;
