/** What a page can have beyond Markdown: other pages, galleries, diagrams, results of actors. */
@NullMarked
package org.carrack.runtime.wiki.internal.macro;

import org.jspecify.annotations.NullMarked;
