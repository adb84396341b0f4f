/** The wikis of live packages: who serves them, verifies them and finds something in them. */
@NullMarked
package org.carrack.runtime.wiki.internal.service;

import org.jspecify.annotations.NullMarked;
