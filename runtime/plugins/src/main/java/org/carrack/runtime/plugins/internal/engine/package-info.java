/** Runs plugins: threads, deaths and pauses. Knows no service of OSGi. */
@NullMarked
package org.carrack.runtime.plugins.internal.engine;

import org.jspecify.annotations.NullMarked;
