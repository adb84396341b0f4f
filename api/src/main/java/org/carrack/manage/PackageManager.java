package org.carrack.manage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Adds, replaces, starts, stops and deletes packages. Implemented by the server; the deploy folder, the shell, the
 * command line and the {@code packages} actor all go through it.
 *
 * <p>Safe for any thread. Wishes are carried out one after the other; what must be fetched or compiled first is, without
 * keeping others waiting. A wish is carried out wholly or not at all, a crash of the server included.
 */
@ProviderType
public interface PackageManager {

    /** All packages, by name; where several versions of one are there, the one with the doors first. */
    List<PackageInfo> list();

    /** The package of that name; where several versions are there, the one with the doors. */
    Optional<PackageInfo> find(String name);

    /**
     * Carries a wish out and returns when that is done.
     *
     * @throws PackageException where it is refused, with nothing changed, or fails, with what was done undone. A new
     *     package that cannot run is an exception to this: it is listed as {@code FAILED} with this reason
     */
    Operation carryOut(PackageWish wish) throws PackageException;

    /** Begins to carry a wish out in the background; {@link #operation} tells how far it is. */
    Operation submit(PackageWish wish);

    /**
     * How a wish would be carried out. Nothing is changed, but a source may be fetched and an index read.
     *
     * @throws PackageException where it would be refused
     */
    PackagePlan plan(PackageWish wish) throws PackageException;

    /** The operations that are under way and the last hundred that ended, the newest last. */
    List<Operation> operations();

    /** The operation of that number, where it is not forgotten yet. */
    Optional<Operation> operation(long id);

    /**
     * Says all that is wrong with a package before it is added.
     *
     * @param source as for {@link PackageWish#add}, or the path of a descriptor alone
     * @throws PackageException where there is nothing at that source that could be looked at
     */
    Verification verify(String source) throws PackageException;

    /**
     * Looks at all the server keeps of its packages and restores what is missing, truncated or altered.
     *
     * @return what was wrong; empty where nothing was
     */
    List<Healing> heal();

    /** {@link PackageWish#add} for a path. */
    default PackageInfo add(Path source) throws PackageException {
        return done(PackageWish.add(source.toAbsolutePath().normalize().toString()));
    }

    /** {@link PackageWish#update}. */
    default PackageInfo update(String name) throws PackageException {
        return done(PackageWish.update(name));
    }

    /** {@link PackageWish#start}. */
    default PackageInfo start(String name) throws PackageException {
        return done(PackageWish.start(name));
    }

    /** {@link PackageWish#stop}. */
    default PackageInfo stop(String name) throws PackageException {
        return done(PackageWish.stop(name));
    }

    /** {@link PackageWish#delete}. */
    default void delete(String name, boolean purge) throws PackageException {
        PackageWish wish = PackageWish.delete(name);
        carryOut(purge ? wish.with(PackageWish.Option.PURGE) : wish);
    }

    /** Carries a wish out; the package it was about. */
    default PackageInfo done(PackageWish wish) throws PackageException {
        List<String> names = carryOut(wish).packages();
        return names.stream()
                .findFirst()
                .flatMap(this::find)
                .orElseThrow(() -> new PackageException(
                        PackageException.Kind.NOT_FOUND, "%s: the package is not there any more".formatted(wish)));
    }
}
