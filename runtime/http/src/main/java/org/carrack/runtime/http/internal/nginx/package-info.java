/** What the HTTP server serves, written as a configuration of nginx. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.http.internal.nginx;
