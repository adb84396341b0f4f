/** The transports of the client, and its proxies. */
@org.jspecify.annotations.NullMarked
package org.carrack.client.internal;
