/** Servers and locations of descriptors: proxies, redirects, and static files at hosts and ports of their own. */
@NullMarked
package org.carrack.runtime.http.internal.proxy;

import org.jspecify.annotations.NullMarked;
