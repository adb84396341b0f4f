package org.carrack.manage;

/**
 * What the bundle of a package says of it.
 *
 * @param descriptorFile {@code package.toml} or {@code bundle.xml}; empty for a bundle without a descriptor
 * @param descriptor its text
 * @param manifest the bundle's manifest, its long lines whole
 */
public record PackageText(String descriptorFile, String descriptor, String manifest) {}
