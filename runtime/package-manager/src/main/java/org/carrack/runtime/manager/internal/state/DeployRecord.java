package org.carrack.runtime.manager.internal.state;

/**
 * A file of the deploy folder as it was when it was last dealt with.
 *
 * @param file its name
 * @param stamp its size and time, by which a change is noticed
 * @param packageName the package it holds
 */
public record DeployRecord(String file, String stamp, String packageName) {}
