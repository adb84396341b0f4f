/** Locations of packages: what the tags {@code servers} and {@code locations} declare, proxies among them. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.http.internal.location;
