/** Actors over HTTP: {@code POST /<package>/actors/<actor>/<method>} with a JSON object, answered with JSON. */
@NullMarked
package org.carrack.runtime.actors.http.internal;

import org.jspecify.annotations.NullMarked;
