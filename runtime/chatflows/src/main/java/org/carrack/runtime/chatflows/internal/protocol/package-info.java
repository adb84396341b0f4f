/** How pages and programs talk to conversations: the old pages' actors, and the protocol of our own page. */
@NullMarked
package org.carrack.runtime.chatflows.internal.protocol;

import org.jspecify.annotations.NullMarked;
