/** Commands by their names: those of live packages, and the server's own. */
@NullMarked
package org.carrack.runtime.actors.commands.internal.catalog;

import org.jspecify.annotations.NullMarked;
