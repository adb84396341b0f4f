/** The deploy folder. */
@NullMarked
package org.carrack.runtime.manager.internal.deploy;

import org.jspecify.annotations.NullMarked;
