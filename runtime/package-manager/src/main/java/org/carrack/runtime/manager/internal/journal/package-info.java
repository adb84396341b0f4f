/** What must outlive a crash: the wished packages, the operation under way, the artifacts. */
@NullMarked
package org.carrack.runtime.manager.internal.journal;

import org.jspecify.annotations.NullMarked;
