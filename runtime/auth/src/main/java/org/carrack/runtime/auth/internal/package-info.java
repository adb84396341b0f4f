/** Who may enter: until there are accounts, the owner of the home folder. */
@NullMarked
package org.carrack.runtime.auth.internal;

import org.jspecify.annotations.NullMarked;
