/** Folders that are watched: the deploy folder and linked folders, and what is known of the deploy folder's files. */
@NullMarked
package org.carrack.runtime.manager.internal.deploy;

import org.jspecify.annotations.NullMarked;
