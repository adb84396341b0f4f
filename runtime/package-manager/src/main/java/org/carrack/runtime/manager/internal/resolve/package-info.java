/** Resolving a request into a plan: pure, without files, framework or clock. */
@NullMarked
package org.carrack.runtime.manager.internal.resolve;

import org.jspecify.annotations.NullMarked;
