/** Services that one of several servers runs: db-scheduler over the database that they share. */
@NullMarked
package org.carrack.runtime.scheduler.internal.cluster;

import org.jspecify.annotations.NullMarked;
