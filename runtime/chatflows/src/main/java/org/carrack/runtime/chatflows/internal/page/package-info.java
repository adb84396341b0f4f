/** What people see of conversations in a browser: a record for what each page shows, beside its template, and Markdown as HTML. */
@JStacheConfig(
        type = JStacheType.STACHE,
        pathing = @JStachePath(prefix = "org/carrack/runtime/chatflows/internal/page/", suffix = ".mustache"))
@NullMarked
package org.carrack.runtime.chatflows.internal.page;

import io.jstach.jstache.JStacheConfig;
import io.jstach.jstache.JStachePath;
import io.jstach.jstache.JStacheType;
import org.jspecify.annotations.NullMarked;
