/** Logins by OpenID Connect. */
@NullMarked
package org.carrack.runtime.auth.oidc.internal;

import org.jspecify.annotations.NullMarked;
