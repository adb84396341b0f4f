/** Running code of packages: each call on its own thread and with a limit. Knows nothing of packages' state. */
@NullMarked
package org.carrack.runtime.manager.internal.code;

import org.jspecify.annotations.NullMarked;
