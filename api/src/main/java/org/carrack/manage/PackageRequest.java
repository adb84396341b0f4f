package org.carrack.manage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.carrack.auth.Caller;
import org.carrack.config.Masked;

/**
 * A request to the package manager. Immutable.
 *
 * @param kind the kind of request
 * @param subject the package's name; for {@code ADD} its source
 * @param version the requested version, {@code X}, {@code X.X} or {@code X.X.X}; for {@code UPGRADE} alone
 * @param extras data for the package's hooks; for {@code ADD} alone
 * @param options its options
 * @param by the requester
 */
public record PackageRequest(
        Kind kind,
        String subject,
        Optional<String> version,
        Optional<Map<String, Object>> extras,
        Set<Option> options,
        Caller by) {

    /** The requester used if none is given. */
    public static final Caller SERVER = new Caller("server", Set.of(Caller.ADMIN));

    /** The kinds of requests. */
    public enum Kind {
        /** Install and start the package at a source, replacing the one of the same name. */
        ADD,
        /** Replace it with the newest version of the same major version, or with the current content of its source. */
        UPDATE,
        /** Replace it with a given version, or the newest one. */
        UPGRADE,
        /** Replace it with the previous version. */
        ROLLBACK,
        /** Start it, now and at every server start. */
        START,
        /** Stop it, until it is started by name. */
        STOP,
        /** Remove it. */
        DELETE
    }

    /** Options of requests. */
    public enum Option {
        /** {@code ADD}: copies a folder once instead of watching it. */
        COPY,
        /** {@code ADD}: the file is an upload; only its name is recorded as the source. */
        UPLOADED,
        /** {@code ADD}: accepts an older version than the installed one. */
        DOWNGRADE,
        /** {@code DELETE}: deletes its data, too. */
        PURGE,
        /** {@code DELETE}: deletes its dependents, too. */
        FORCE
    }

    public PackageRequest {
        extras = extras.map(given -> java.util.Collections.unmodifiableMap(new LinkedHashMap<>(given)));
        options = Set.copyOf(options);
    }

    private static PackageRequest of(Kind kind, String subject) {
        return new PackageRequest(kind, subject, Optional.empty(), Optional.empty(), Set.of(), SERVER);
    }

    /**
     * Installs and starts the package at a source.
     *
     * @param source a path (bundle jar, zip, tar.gz or folder), an {@code http(s)} URL of one, or a git URL
     */
    public static PackageRequest add(String source) {
        return of(Kind.ADD, source);
    }

    public static PackageRequest update(String name) {
        return of(Kind.UPDATE, name);
    }

    /** Upgrades to {@code X}, {@code X.X} or {@code X.X.X}, or to the newest version if none is given. */
    public static PackageRequest upgrade(String name, Optional<String> version) {
        return new PackageRequest(Kind.UPGRADE, name, version, Optional.empty(), Set.of(), SERVER);
    }

    public static PackageRequest rollback(String name) {
        return of(Kind.ROLLBACK, name);
    }

    public static PackageRequest start(String name) {
        return of(Kind.START, name);
    }

    public static PackageRequest stop(String name) {
        return of(Kind.STOP, name);
    }

    public static PackageRequest delete(String name) {
        return of(Kind.DELETE, name);
    }

    /** Adds options. */
    public PackageRequest with(Option... more) {
        Set<Option> all = new TreeSet<>(options);
        all.addAll(List.of(more));
        return new PackageRequest(kind, subject, version, extras, all, by);
    }

    /** Sets the extras. */
    public PackageRequest withExtras(Map<String, Object> given) {
        return new PackageRequest(kind, subject, version, Optional.of(given), options, by);
    }

    /** Sets the requester. */
    public PackageRequest by(Caller caller) {
        return new PackageRequest(kind, subject, version, extras, options, caller);
    }

    /** The request as it would be typed: {@code upgrade hello 2}; secrets in URLs are masked. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + Masked.url(subject)
                + version.map(v -> " " + v).orElse("");
    }
}
