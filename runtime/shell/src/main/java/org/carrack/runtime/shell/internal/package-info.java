/** The Gogo shell: commands for packages, and a door for the command line. */
@NullMarked
package org.carrack.runtime.shell.internal;

import org.jspecify.annotations.NullMarked;
