/** Sentences: as Elivia arranges them, and what its parsers find in them. Pure. */
@NullMarked
package org.carrack.runtime.conversation.internal.text;

import org.jspecify.annotations.NullMarked;
