/** What is put into bundles that are dropped to be measured. */
@NullMarked
package org.carrack.bench.talk;

import org.jspecify.annotations.NullMarked;
