/** The configuration of a plugin: its file, what counts of it, and how tools of OSGi see it. */
@NullMarked
package org.carrack.runtime.plugins.internal.config;

import org.jspecify.annotations.NullMarked;
