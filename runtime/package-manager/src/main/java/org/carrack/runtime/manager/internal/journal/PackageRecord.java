package org.carrack.runtime.manager.internal.journal;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a package over restarts.
 *
 * @param sha256 names its artifact
 * @param source where it came from: a path, {@code deploy/<file>} or {@code distribution}
 * @param wished whether it should run
 * @param installed whether its {@code install} hooks have been called
 * @param reason what went wrong last
 */
public record PackageRecord(
        String name,
        String version,
        String sha256,
        String source,
        boolean wished,
        boolean installed,
        @Nullable String reason) {

    public PackageRecord wished(boolean now) {
        return new PackageRecord(name, version, sha256, source, now, installed, reason);
    }

    public PackageRecord installed(boolean now) {
        return new PackageRecord(name, version, sha256, source, wished, now, reason);
    }

    public PackageRecord reason(@Nullable String now) {
        return new PackageRecord(name, version, sha256, source, wished, installed, now);
    }

    public PackageRecord source(String now) {
        return new PackageRecord(name, version, sha256, now, wished, installed, reason);
    }
}
