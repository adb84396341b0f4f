/** The package manager: executes requests to change the packages that run. */
@NullMarked
package org.carrack.runtime.manager.internal;

import org.jspecify.annotations.NullMarked;
