/** Export and import of tables. */
@NullMarked
package org.carrack.runtime.data.internal.backup;

import org.jspecify.annotations.NullMarked;
