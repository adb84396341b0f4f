/** Conversations: runs the steps of a chatflow, waits for answers, and stores what a conversation needs to go on elsewhere. */
@NullMarked
package org.carrack.runtime.chatflows.internal.engine;

import org.jspecify.annotations.NullMarked;
