/** The doors that the client knows, and the proxies. */
@org.jspecify.annotations.NullMarked
package org.carrack.client.internal;
