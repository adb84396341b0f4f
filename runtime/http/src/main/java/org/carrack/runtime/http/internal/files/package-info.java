/** Files over HTTP: of packages, and of folders of the machine. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.http.internal.files;
