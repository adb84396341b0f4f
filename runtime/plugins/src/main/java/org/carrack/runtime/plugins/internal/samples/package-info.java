/** What plugins measure, in the database of the server. */
@NullMarked
package org.carrack.runtime.plugins.internal.samples;

import org.jspecify.annotations.NullMarked;
