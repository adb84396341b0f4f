/** What conversations know from one sentence to the next, in the database of the server. */
@NullMarked
package org.carrack.runtime.conversation.internal.state;

import org.jspecify.annotations.NullMarked;
