/** What must outlive a crash: the desired state of the packages, the operation under way, the artifacts. */
@NullMarked
package org.carrack.runtime.manager.internal.journal;

import org.jspecify.annotations.NullMarked;
