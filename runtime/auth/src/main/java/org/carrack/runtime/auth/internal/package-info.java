/** Who may enter: accounts, tokens, sessions, and the pages to log in. */
@NullMarked
package org.carrack.runtime.auth.internal;

import org.jspecify.annotations.NullMarked;
