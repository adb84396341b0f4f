/** The HTTP server: Jetty core, our router before it, a gate per package, static sites and the servlet Whiteboard. */
@NullMarked
package org.carrack.runtime.http.internal;

import org.jspecify.annotations.NullMarked;
