/** The command line: a small client of the server that runs in a home. */
@NullMarked
package org.carrack.cli;

import org.jspecify.annotations.NullMarked;
