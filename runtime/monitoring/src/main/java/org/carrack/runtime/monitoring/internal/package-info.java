/** How the server is and what it does, for those who watch it. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.monitoring.internal;
