/** The Gogo shell: commands for packages, and an endpoint for the command line. */
@NullMarked
package org.carrack.runtime.shell.internal;

import org.jspecify.annotations.NullMarked;
