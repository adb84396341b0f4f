/** All conversations of a server: who may have one, with which flow, and who hears of it. */
@NullMarked
package org.carrack.runtime.chatflows.internal.session;

import org.jspecify.annotations.NullMarked;
