/** Executing a plan: the transaction around its steps, and what a step does to the framework. */
@NullMarked
package org.carrack.runtime.manager.internal.execute;

import org.jspecify.annotations.NullMarked;
