/** Connections over which clients are sent things as they happen: WebSockets and server-sent events. */
@NullMarked
package org.carrack.runtime.http.internal.push;

import org.jspecify.annotations.NullMarked;
