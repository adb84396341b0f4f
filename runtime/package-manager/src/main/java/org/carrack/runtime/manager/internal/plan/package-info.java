/** The pure part: which steps a request takes, or why it cannot be met. */
@NullMarked
package org.carrack.runtime.manager.internal.plan;

import org.jspecify.annotations.NullMarked;
