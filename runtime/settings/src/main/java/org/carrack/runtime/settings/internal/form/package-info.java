/** Forms of all that can be configured: reading, changing, history. Knows documents by the SPI alone. */
@NullMarked
package org.carrack.runtime.settings.internal.form;

import org.jspecify.annotations.NullMarked;
