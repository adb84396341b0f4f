/** The module's components. */
@NullMarked
package org.carrack.runtime.scheduler.internal.service;

import org.jspecify.annotations.NullMarked;
