/** Answers: what they must be, and what a flow gets of them. */
@NullMarked
package org.carrack.runtime.chatflows.internal.answer;

import org.jspecify.annotations.NullMarked;
