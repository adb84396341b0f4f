/** Pictures that are made for a person: QR codes and captchas. */
@NullMarked
package org.carrack.runtime.chatflows.internal.picture;

import org.jspecify.annotations.NullMarked;
