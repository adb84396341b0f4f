/** When services run, and their runs. Without the framework. */
@NullMarked
package org.carrack.runtime.scheduler.internal.engine;

import org.jspecify.annotations.NullMarked;
