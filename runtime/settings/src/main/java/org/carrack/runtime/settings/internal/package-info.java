/** What the server's owner has set. */
@NullMarked
package org.carrack.runtime.settings.internal;

import org.jspecify.annotations.NullMarked;
