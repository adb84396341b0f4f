package org.carrack.runtime.http.internal;

import org.carrack.auth.Access;
import org.eclipse.jetty.server.Handler;

/**
 * A static site of a package.
 *
 * @param path where it is served, {@code /<package>/<path_url>} without a slash at the end
 * @param access who may see it
 * @param handler serves it; started
 */
record Site(String packageName, String path, Access access, Handler handler) {}
