/** Pages as HTML that can do no harm: links, headings, macros, and what is let through. */
@NullMarked
package org.carrack.runtime.wiki.internal.render;

import org.jspecify.annotations.NullMarked;
