/** Applications of packages: what the tags {@code app_servers} and {@code bottle_servers} declare. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.http.internal.app;
