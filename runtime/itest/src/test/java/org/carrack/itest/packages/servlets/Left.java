package org.carrack.itest.packages.servlets;

/** Left out of a package that needs it. */
public class Left {}
