/** One test per promise, against the very files that are shipped. */
package org.carrack.itest;
