/** External programs of packages: started, watched and ended with their package. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.commands.internal;
