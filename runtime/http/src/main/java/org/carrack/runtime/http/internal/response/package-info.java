/** Writing responses, and the paths and limits they need. */
@NullMarked
package org.carrack.runtime.http.internal.response;

import org.jspecify.annotations.NullMarked;
