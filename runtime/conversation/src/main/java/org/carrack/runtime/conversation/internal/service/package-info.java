/** What the module is to the rest of the server: live packages, answers, transports. */
@NullMarked
package org.carrack.runtime.conversation.internal.service;

import org.jspecify.annotations.NullMarked;
