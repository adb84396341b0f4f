/**
 * The commands that the server carries out, each declared once: its name, options and help beside what it does. The shell runs
 * them, and the command line takes from here what to ask a server for.
 */
@NullMarked
package org.carrack.servercommands;

import org.jspecify.annotations.NullMarked;
