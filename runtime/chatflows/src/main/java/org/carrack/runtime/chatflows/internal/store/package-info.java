/** Conversations in the server's database, as ciphertext. */
@NullMarked
package org.carrack.runtime.chatflows.internal.store;

import org.jspecify.annotations.NullMarked;
