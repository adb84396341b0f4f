package org.carrack.runtime.manager.internal.state;

import java.io.IOException;
import java.util.Map;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a package over restarts.
 *
 * @param sha256 names its artifact
 * @param source where it came from: a path, a URL, {@code deploy/<file>} or {@code distribution}
 * @param shouldRun whether it should run
 * @param installed whether its {@code install} hooks have been called
 * @param linked whether its source is a folder that is read again whenever it changes
 * @param secondary whether it is an older major version kept for its dependents
 * @param extras what it was added with, a JSON object
 * @param previous the version before, to roll back to
 * @param reason what went wrong last
 */
public record PackageRecord(
        String name,
        String version,
        String sha256,
        String source,
        boolean shouldRun,
        boolean installed,
        boolean linked,
        boolean secondary,
        String extras,
        @Nullable Previous previous,
        @Nullable String reason) {

    /** The version before. */
    public record Previous(String version, String sha256, String source, boolean linked) {}

    /** A package as it is when it has just been added. */
    public static PackageRecord added(String name, String version, String sha256, String source) {
        return new PackageRecord(name, version, sha256, source, true, true, false, false, "{}", null, null);
    }

    /** Its id among packages that are there at the same time. */
    public String id() {
        // The version of the others need not be read.
        return secondary ? PackageFacts.id(name, packageVersion(), true) : name;
    }

    /** The version as a value. */
    public PackageVersion packageVersion() {
        return PackageVersion.parse(version).orElse(new PackageVersion(0, 0, 0, ""));
    }

    /** This content, for a rollback. */
    public Previous asPrevious() {
        return new Previous(version, sha256, source, linked);
    }

    public PackageRecord shouldRun(boolean now) {
        return new PackageRecord(
                name, version, sha256, source, now, installed, linked, secondary, extras, previous, reason);
    }

    public PackageRecord installed(boolean now) {
        return new PackageRecord(
                name, version, sha256, source, shouldRun, now, linked, secondary, extras, previous, reason);
    }

    public PackageRecord linked(boolean now) {
        return new PackageRecord(
                name, version, sha256, source, shouldRun, installed, now, secondary, extras, previous, reason);
    }

    public PackageRecord secondary(boolean now) {
        return new PackageRecord(
                name, version, sha256, source, shouldRun, installed, linked, now, extras, previous, reason);
    }

    /** What it was added with. */
    public Map<String, Object> extraValues() {
        return extraValues(extras);
    }

    /** The values of {@link #extras}, or none where somebody has damaged the text. */
    public static Map<String, Object> extraValues(String extras) {
        try {
            return JsonValues.readObject(extras);
        } catch (IOException e) {
            return Map.of();
        }
    }

    public PackageRecord extras(String now) {
        return new PackageRecord(
                name, version, sha256, source, shouldRun, installed, linked, secondary, now, previous, reason);
    }

    public PackageRecord previous(@Nullable Previous now) {
        return new PackageRecord(
                name, version, sha256, source, shouldRun, installed, linked, secondary, extras, now, reason);
    }

    public PackageRecord reason(@Nullable String now) {
        return new PackageRecord(
                name, version, sha256, source, shouldRun, installed, linked, secondary, extras, previous, now);
    }

    public PackageRecord source(String now) {
        return new PackageRecord(
                name, version, sha256, now, shouldRun, installed, linked, secondary, extras, previous, reason);
    }
}
