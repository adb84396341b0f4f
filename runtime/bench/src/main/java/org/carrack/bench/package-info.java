/** The benchmarks of a whole server, each beside a peer in the same run. */
@NullMarked
package org.carrack.bench;

import org.jspecify.annotations.NullMarked;
