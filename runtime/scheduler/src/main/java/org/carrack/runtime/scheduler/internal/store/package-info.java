/** The history of runs, in the server's database, and which services are paused. */
@NullMarked
package org.carrack.runtime.scheduler.internal.store;

import org.jspecify.annotations.NullMarked;
