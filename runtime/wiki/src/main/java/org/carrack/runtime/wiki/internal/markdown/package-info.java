/** Markdown as a tree: what is understood of it. Nothing here knows files or HTML. */
@NullMarked
package org.carrack.runtime.wiki.internal.markdown;

import org.jspecify.annotations.NullMarked;
