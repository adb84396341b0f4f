/** Who calls, from where, and who may: authentication of requests, access rules, trusted proxies. */
@NullMarked
package org.carrack.runtime.http.internal.access;

import org.jspecify.annotations.NullMarked;
