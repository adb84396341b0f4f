/** The HTTP server: ports and connectors, gates, the handler that routes requests, servlets. */
@NullMarked
package org.carrack.runtime.http.internal.server;

import org.jspecify.annotations.NullMarked;
