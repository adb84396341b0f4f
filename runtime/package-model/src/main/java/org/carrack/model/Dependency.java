package org.carrack.model;

import org.carrack.config.SourceLocation;

/**
 * What a package needs: another package, of any version, of a major one ({@code X}) or of a minor one ({@code X.X}).
 *
 * @param major the wanted major version, -1 for any
 * @param minor the wanted minor version, -1 for any
 * @param location if it is declared
 */
public record Dependency(String name, int major, int minor, SourceLocation location) {

    /** Whether that version will do. */
    public boolean accepts(PackageVersion version) {
        return (major < 0 || version.major() == major) && (minor < 0 || version.minor() == minor);
    }

    /** The clause of {@code Require-Bundle}. */
    String requireBundle() {
        if (major < 0) {
            return name;
        }
        String range = minor < 0
                ? "[%d,%d)".formatted(major, major + 1)
                : "[%d.%d,%d.%d)".formatted(major, minor, major, minor + 1);
        return "%s;bundle-version=\"%s\"".formatted(name, range);
    }

    /** {@code name}, {@code name X} or {@code name X.X}. */
    @Override
    public String toString() {
        if (major < 0) {
            return name;
        }
        return minor < 0 ? "%s %d".formatted(name, major) : "%s %d.%d".formatted(name, major, minor);
    }
}
