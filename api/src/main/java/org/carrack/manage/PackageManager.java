package org.carrack.manage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Adds, replaces, starts, stops and deletes packages. Implemented by the server; the deploy folder, the shell, the
 * command line and the {@code packages} actor all go through it.
 *
 * <p>Safe for any thread. Changes are executed one after the other; fetching and compiling run before, without
 * blocking other requests. A request is executed completely or not at all, across a crash of the server, too.
 */
@ProviderType
public interface PackageManager {

    /** All packages, by name; of several versions of one, the primary first. */
    List<PackageInfo> list();

    /** The package of that name; of several versions, the primary one. */
    Optional<PackageInfo> find(String name);

    /**
     * The descriptor and the manifest of a package.
     *
     * @throws PackageException if there is none of that name, or its bundle cannot be read
     */
    PackageText text(String name) throws PackageException;

    /**
     * Executes a request and waits for its end.
     *
     * @throws PackageException if it is refused, or fails and is rolled back. A new package that cannot start is an
     *     exception: it stays listed as {@code FAILED} with this reason
     */
    Operation execute(PackageRequest request) throws PackageException;

    /** Executes a request in the background; {@link #operation} returns its progress. */
    Operation submit(PackageRequest request);

    /**
     * Plans a request without executing it. Nothing is changed, but a source may be fetched and an index read.
     *
     * @throws PackageException if it would be refused
     */
    PackagePlan plan(PackageRequest request) throws PackageException;

    /** The running operations and the last hundred that ended, the newest last. */
    List<Operation> operations();

    /** The operation of that number, if it is still remembered. */
    Optional<Operation> operation(long id);

    /**
     * What the repositories of {@code etc/carrack.toml} have, by name, the newest version first. Indexes are read if they have not been for a while; a
     * repository that cannot be read has nothing, and the log says why.
     */
    List<PackageOffer> offers();

    /**
     * Verifies a package without adding it.
     *
     * @param source as for {@link PackageRequest#add}, or the path of a descriptor alone
     * @throws PackageException if the source cannot be read
     */
    Verification verify(String source) throws PackageException;

    /**
     * Checks everything that the server stores of its packages and restores what is missing, truncated or altered.
     *
     * @return the repairs; empty if there was no damage
     */
    List<Healing> heal();

    /** {@link PackageRequest#add} for a path. */
    default PackageInfo add(Path source) throws PackageException {
        return executeAndGet(
                PackageRequest.add(source.toAbsolutePath().normalize().toString()));
    }

    /** {@link PackageRequest#update}. */
    default PackageInfo update(String name) throws PackageException {
        return executeAndGet(PackageRequest.update(name));
    }

    /** {@link PackageRequest#start}. */
    default PackageInfo start(String name) throws PackageException {
        return executeAndGet(PackageRequest.start(name));
    }

    /** {@link PackageRequest#stop}. */
    default PackageInfo stop(String name) throws PackageException {
        return executeAndGet(PackageRequest.stop(name));
    }

    /** {@link PackageRequest#delete}. */
    default void delete(String name, boolean purge) throws PackageException {
        PackageRequest request = PackageRequest.delete(name);
        execute(purge ? request.with(PackageRequest.Option.PURGE) : request);
    }

    /** Executes a request and returns the package it was about. */
    default PackageInfo executeAndGet(PackageRequest request) throws PackageException {
        List<String> names = execute(request).packages();
        return names.stream()
                .findFirst()
                .flatMap(this::find)
                .orElseThrow(() -> new PackageException(
                        PackageException.Kind.NOT_FOUND, "%s: the package is not there any more".formatted(request)));
    }
}
