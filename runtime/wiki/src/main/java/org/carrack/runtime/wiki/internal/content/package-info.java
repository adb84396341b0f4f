/** What a wiki consists of: its files, its pages and how one gets from one to another. Nothing here knows HTML. */
@NullMarked
package org.carrack.runtime.wiki.internal.content;

import org.jspecify.annotations.NullMarked;
