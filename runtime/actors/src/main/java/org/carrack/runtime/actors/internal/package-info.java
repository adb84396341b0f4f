/** The directory of actors and the dispatch of calls to them; knows no protocol. */
@NullMarked
package org.carrack.runtime.actors.internal;

import org.jspecify.annotations.NullMarked;
