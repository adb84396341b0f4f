/** Routing: which route answers a host, port and path. Pure, without Jetty's server. */
@NullMarked
package org.carrack.runtime.http.internal.routing;

import org.jspecify.annotations.NullMarked;
