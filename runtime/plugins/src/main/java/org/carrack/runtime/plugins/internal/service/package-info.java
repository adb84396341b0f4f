/** What the module is to the rest of the server. */
@NullMarked
package org.carrack.runtime.plugins.internal.service;

import org.jspecify.annotations.NullMarked;
