package org.carrack.manage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Adds, replaces, starts, stops and deletes packages. Implemented by the server; the deploy folder, the shell, the
 * command line and the {@code packages} actor all go through it.
 *
 * <p>Safe for any thread. Wishes are carried out one after the other; a call returns when its wish is done. A wish is
 * carried out wholly or not at all, a crash of the server included.
 */
@ProviderType
public interface PackageManager {

    /** All packages, by name. */
    List<PackageInfo> list();

    /** The package of that name. */
    Optional<PackageInfo> find(String name);

    /**
     * Adds the package found at a path, or replaces the one of the same name by it, and starts it.
     *
     * @param source a bundle jar, or a folder or zip with a descriptor
     * @throws PackageException where there is no package, or one that cannot be taken; also where it was taken and cannot
     *     run: it is then listed as {@code FAILED} with this reason, or the one it was to replace serves on
     */
    PackageInfo add(Path source) throws PackageException;

    /**
     * Reads a package again from where it came from and replaces the running one where it changed. Where the new one
     * cannot run, the old one serves on.
     *
     * @throws PackageException where there is no such package, its source is gone, or the new one cannot run
     */
    PackageInfo update(String name) throws PackageException;

    /**
     * Starts a package, and keeps it wished at every server start.
     *
     * @throws PackageException where there is no such package or it cannot run
     */
    PackageInfo start(String name) throws PackageException;

    /**
     * Stops a package and keeps it stopped, over server starts too.
     *
     * @throws PackageException where there is no such package, or others that run need it (they are named)
     */
    PackageInfo stop(String name) throws PackageException;

    /**
     * Deletes a package with all it brought, and its file in the deploy folder.
     *
     * @param purge whether its data folder goes too
     * @throws PackageException where there is no such package, or others need it (they are named)
     */
    void delete(String name, boolean purge) throws PackageException;
}
