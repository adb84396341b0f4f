package org.carrack.itest;

/**
 * The category of tests whose servers are processes of their own, each with its home and its ports: two classes of them run at a time. The
 * others share one framework in the virtual machine of the tests.
 */
interface OwnProcess {}
