/** Which trigger a sentence is for. Pure but for the stems of words, which it is given. */
@NullMarked
package org.carrack.runtime.conversation.internal.match;

import org.jspecify.annotations.NullMarked;
