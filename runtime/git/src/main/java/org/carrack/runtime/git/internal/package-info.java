/** Fetches packages from git repositories. */
@NullMarked
package org.carrack.runtime.git.internal;

import org.jspecify.annotations.NullMarked;
