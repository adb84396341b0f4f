/** What a chatflow's class says: its steps, and the fields that are its state. */
@NullMarked
package org.carrack.runtime.chatflows.internal.flow;

import org.jspecify.annotations.NullMarked;
