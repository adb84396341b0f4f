/** The socket for clients of Ockle: framed XML. Its frames and messages are read and written without a socket. */
@NullMarked
package org.carrack.runtime.actors.commands.internal.socket;

import org.jspecify.annotations.NullMarked;
