/**
 * The pages of the server itself: a record for what each shows, beside its template. JStachio makes Java of the templates when
 * this module is compiled; nothing of it is there at run time.
 */
@JStacheConfig(
        type = JStacheType.STACHE,
        pathing = @JStachePath(prefix = "org/carrack/runtime/http/internal/page/", suffix = ".mustache"))
@NullMarked
package org.carrack.runtime.http.internal.page;

import io.jstach.jstache.JStacheConfig;
import io.jstach.jstache.JStachePath;
import io.jstach.jstache.JStacheType;
import org.jspecify.annotations.NullMarked;
