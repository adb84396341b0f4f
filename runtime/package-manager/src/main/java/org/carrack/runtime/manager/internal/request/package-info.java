/** Requests to change packages: of callers, of the deploy folder and of linked folders. */
@NullMarked
package org.carrack.runtime.manager.internal.request;

import org.jspecify.annotations.NullMarked;
