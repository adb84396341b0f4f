/** Indexes by Lucene: where they are on disk, how texts and queries are analyzed, what is shown of hits. */
@NullMarked
package org.carrack.runtime.search.internal;

import org.jspecify.annotations.NullMarked;
