package org.carrack.runtime.manager.internal.execute;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.spi.manage.PackageStorage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks modules to delete the data of a package that is deleted. */
@Component(service = StorageCleaner.class)
public final class StorageCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(StorageCleaner.class);

    private final List<PackageStorage> all = new CopyOnWriteArrayList<>();

    /** Purges interrupted by a crash, for storages that are registered now or later. */
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    @Activate
    public StorageCleaner() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addStorage(PackageStorage storage) {
        all.add(storage);
        left.forEach(name -> purge(storage, name));
    }

    public void removeStorage(PackageStorage storage) {
        all.remove(storage);
    }

    /**
     * Has all deleted that is kept of a package.
     *
     * @return why some data could not be deleted; empty if all was
     */
    public List<String> purge(String packageName) {
        return all.stream()
                .flatMap(storage -> purge(storage, packageName).stream())
                .toList();
    }

    /** The same at the server's start, when not all may be here. */
    public void purgeLeft(String packageName) {
        left.add(packageName);
        all.forEach(storage -> purge(storage, packageName));
    }

    /** A package of that name has come: what there is of it is its own. */
    public void keep(String packageName) {
        left.remove(packageName);
    }

    private static Optional<String> purge(PackageStorage storage, String packageName) {
        try {
            storage.purge(packageName);
            return Optional.empty();
        } catch (Exception e) { // of whatever kind: the package is gone, and the others have their turn
            LOG.error("{} is deleted, but not all of its data: {}", packageName, e.getMessage(), e);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
