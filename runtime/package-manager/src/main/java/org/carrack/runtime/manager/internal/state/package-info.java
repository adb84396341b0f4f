/** The state of the packages: what is kept over restarts, what is live, the lock under which it changes, and who is notified. */
@NullMarked
package org.carrack.runtime.manager.internal.state;

import org.jspecify.annotations.NullMarked;
