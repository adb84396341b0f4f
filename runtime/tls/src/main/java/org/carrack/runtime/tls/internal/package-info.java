/** Certificates: of files, made by the server itself, and ordered by ACME. */
@org.jspecify.annotations.NullMarked
package org.carrack.runtime.tls.internal;
