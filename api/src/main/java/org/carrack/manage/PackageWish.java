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
 * What somebody wants of the package manager. Immutable.
 *
 * @param kind what to do
 * @param subject the package's name; for {@code ADD} where it is to be had
 * @param version the wanted version, {@code X}, {@code X.X} or {@code X.X.X}; for {@code UPGRADE} alone
 * @param extras what the package's hooks are given; for {@code ADD} alone
 * @param options how to do it
 * @param by who wishes it
 */
public record PackageWish(
        Kind kind,
        String subject,
        Optional<String> version,
        Optional<Map<String, Object>> extras,
        Set<Option> options,
        Caller by) {

    /** Who wishes where nobody else says so. */
    public static final Caller SERVER = new Caller("server", Set.of(Caller.ADMIN));

    /** What to do. */
    public enum Kind {
        /** Have the package that is found at a source, in place of the one of its name. */
        ADD,
        /** Have the newest version with the same major version, or what its source holds now. */
        UPDATE,
        /** Have a named version, or the newest there is. */
        UPGRADE,
        /** Have the version before. */
        ROLLBACK,
        /** Have it running, at every server start too. */
        START,
        /** Have it stopped, over server starts too. */
        STOP,
        /** Have it gone. */
        DELETE
    }

    /** How to do it. */
    public enum Option {
        /** {@code ADD}: a folder is copied once, instead of being read again whenever it changes. */
        COPY,
        /** {@code ADD}: the file was sent and will be gone; its name alone is written down as the source. */
        UPLOADED,
        /** {@code ADD}: take a version that is older than the one that is there. */
        DOWNGRADE,
        /** {@code DELETE}: delete its data too. */
        PURGE,
        /** {@code DELETE}: delete the packages that need it too. */
        FORCE
    }

    public PackageWish {
        extras = extras.map(given -> java.util.Collections.unmodifiableMap(new LinkedHashMap<>(given)));
        options = Set.copyOf(options);
    }

    private static PackageWish of(Kind kind, String subject) {
        return new PackageWish(kind, subject, Optional.empty(), Optional.empty(), Set.of(), SERVER);
    }

    /**
     * Have the package that is found at a source.
     *
     * @param source a path (bundle jar, zip, tar.gz or folder), an {@code http(s)} URL of one, or a git URL
     */
    public static PackageWish add(String source) {
        return of(Kind.ADD, source);
    }

    public static PackageWish update(String name) {
        return of(Kind.UPDATE, name);
    }

    /** Have {@code X}, {@code X.X} or {@code X.X.X}, or the newest where no version is given. */
    public static PackageWish upgrade(String name, Optional<String> version) {
        return new PackageWish(Kind.UPGRADE, name, version, Optional.empty(), Set.of(), SERVER);
    }

    public static PackageWish rollback(String name) {
        return of(Kind.ROLLBACK, name);
    }

    public static PackageWish start(String name) {
        return of(Kind.START, name);
    }

    public static PackageWish stop(String name) {
        return of(Kind.STOP, name);
    }

    public static PackageWish delete(String name) {
        return of(Kind.DELETE, name);
    }

    /** The same with these options too. */
    public PackageWish with(Option... more) {
        Set<Option> all = new TreeSet<>(options);
        all.addAll(List.of(more));
        return new PackageWish(kind, subject, version, extras, all, by);
    }

    /** The same with these extras. */
    public PackageWish withExtras(Map<String, Object> given) {
        return new PackageWish(kind, subject, version, Optional.of(given), options, by);
    }

    /** The same, wished by somebody. */
    public PackageWish by(Caller caller) {
        return new PackageWish(kind, subject, version, extras, options, caller);
    }

    /** As it would be typed: {@code upgrade hello 2}; without what is secret in an address. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + Masked.url(subject)
                + version.map(v -> " " + v).orElse("");
    }
}
