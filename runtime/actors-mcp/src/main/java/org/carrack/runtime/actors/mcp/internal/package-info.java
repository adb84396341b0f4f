/** Actors as tools of AI agents: the Model Context Protocol over HTTP. */
@NullMarked
package org.carrack.runtime.actors.mcp.internal;

import org.jspecify.annotations.NullMarked;
