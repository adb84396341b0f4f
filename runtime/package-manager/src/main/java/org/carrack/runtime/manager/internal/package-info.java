/** The package manager: wishes in, live packages out. */
@NullMarked
package org.carrack.runtime.manager.internal;

import org.jspecify.annotations.NullMarked;
