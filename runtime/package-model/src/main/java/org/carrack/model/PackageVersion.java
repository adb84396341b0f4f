package org.carrack.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package's version, {@code major.minor.micro[-qualifier]}. A qualifier comes before the plain version, as in
 * <a href="https://semver.org/">Semantic Versioning</a>: {@code 1.0.0-beta < 1.0.0}.
 *
 * @param qualifier empty for none
 */
public record PackageVersion(int major, int minor, int micro, String qualifier) implements Comparable<PackageVersion> {

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:[-.]([A-Za-z0-9_-]{1,64}))?");

    private static final Comparator<PackageVersion> ORDER = Comparator.comparingInt(PackageVersion::major)
            .thenComparingInt(PackageVersion::minor)
            .thenComparingInt(PackageVersion::micro)
            .thenComparing(v -> v.qualifier().isEmpty())
            .thenComparing(PackageVersion::qualifier);

    /** The version written in {@code text}, or nothing if it is none. The OSGi form {@code 1.0.0.beta} is read too. */
    public static Optional<PackageVersion> parse(String text) {
        Matcher m = FORM.matcher(text.trim());
        if (!m.matches()) {
            return Optional.empty();
        }
        String qualifier = m.group(4) == null ? "" : m.group(4);
        return Optional.of(new PackageVersion(
                Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)), qualifier));
    }

    @Override
    public int compareTo(PackageVersion other) {
        return ORDER.compare(this, other);
    }

    /** {@code major.minor.micro.qualifier}, as a manifest has it. */
    public String osgi() {
        String numbers = major + "." + minor + "." + micro;
        return qualifier.isEmpty() ? numbers : numbers + "." + qualifier;
    }

    @Override
    public String toString() {
        String numbers = major + "." + minor + "." + micro;
        return qualifier.isEmpty() ? numbers : numbers + "-" + qualifier;
    }
}
