/** Models: ThreeBot's schema language and Java records, what their fields hold, and their records in tables. */
@NullMarked
package org.carrack.runtime.data.internal.model;

import org.jspecify.annotations.NullMarked;
