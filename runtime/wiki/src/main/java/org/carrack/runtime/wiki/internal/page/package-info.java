/** What people see of wikis in a browser: a record for what each page shows, beside its template. */
@JStacheConfig(
        type = JStacheType.STACHE,
        pathing = @JStachePath(prefix = "org/carrack/runtime/wiki/internal/page/", suffix = ".mustache"))
@NullMarked
package org.carrack.runtime.wiki.internal.page;

import io.jstach.jstache.JStacheConfig;
import io.jstach.jstache.JStachePath;
import io.jstach.jstache.JStacheType;
import org.jspecify.annotations.NullMarked;
