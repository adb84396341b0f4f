/** Templates of configurations and the dialect of INI that they and the configurations are written in. Pure. */
@NullMarked
package org.carrack.runtime.plugins.internal.template;

import org.jspecify.annotations.NullMarked;
