/** What packages bring: triggers and responses, read and checked. Pure. */
@NullMarked
package org.carrack.runtime.conversation.internal.pack;

import org.jspecify.annotations.NullMarked;
