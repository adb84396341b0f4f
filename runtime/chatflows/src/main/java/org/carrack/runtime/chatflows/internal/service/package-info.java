/** The module's services: which chatflows there are, and the conversations, which are opened when somebody begins one. */
@NullMarked
package org.carrack.runtime.chatflows.internal.service;

import org.jspecify.annotations.NullMarked;
