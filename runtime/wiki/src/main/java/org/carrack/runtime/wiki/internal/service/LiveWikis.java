package org.carrack.runtime.wiki.internal.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.spi.manage.InstalledPackages;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The wikis of live packages, each read for the first who asks for it. For any thread; reading blocks. */
@Component(service = LiveWikis.class)
public final class LiveWikis {

    private final Map<String, LiveWiki> wikis = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private volatile @Nullable InstalledPackages installed;

    @Activate
    public LiveWikis() {}

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void addInstalled(InstalledPackages all) {
        installed = all;
    }

    void removeInstalled(InstalledPackages all) {
        installed = null;
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        wikis.put(live.name(), new LiveWiki(live, Optional.empty()));
        listeners.forEach(listener -> listener.added(live.name()));
    }

    void removePackage(PackageContext live) {
        wikis.computeIfPresent(live.name(), (name, wiki) -> wiki.live().equals(live) ? null : wiki);
        listeners.forEach(listener -> listener.removed(live.name()));
    }

    /** Is told of packages; one that is replaced goes and comes. */
    interface Listener {

        void added(String packageName);

        void removed(String packageName);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    /** The names of all live packages. */
    List<String> packages() {
        return wikis.keySet().stream().sorted().toList();
    }

    /** The wiki of a package; nothing if it is not live, or has none. */
    Optional<Wiki> find(String packageName) {
        return findWith(packageName, "");
    }

    /**
     * The same.
     *
     * @param path of a page that must be the one that was saved last
     */
    Optional<Wiki> findWith(String packageName, String path) {
        LiveWiki known = wikis.get(packageName);
        if (known == null) {
            return Optional.empty();
        }
        Wiki now = followed(known).now(path);
        return now.isEmpty() ? Optional.empty() : Optional.of(now);
    }

    /** Whether a package follows a folder is known only after it is live. */
    private LiveWiki followed(LiveWiki known) {
        InstalledPackages all = installed;
        String name = known.live().name();
        Optional<Path> folder = all == null
                ? Optional.empty()
                : all.installed(name).flatMap(InstalledPackages.InstalledPackage::folder);
        if (known.follows().equals(folder)) {
            return known;
        }
        LiveWiki other = new LiveWiki(known.live(), folder);
        wikis.replace(name, known, other);
        return other;
    }

    /** The same, for a caller who may read it. */
    Optional<Wiki> find(String packageName, Caller caller) {
        return isReadable(packageName, caller) ? find(packageName) : Optional.empty();
    }

    private boolean isReadable(String packageName, Caller caller) {
        LiveWiki known = wikis.get(packageName);
        return known != null && known.live().access().decide(caller, packageName) == Access.Decision.ALLOWED;
    }

    /** The packages with a wiki that a caller may read, by name. */
    List<String> readable(Caller caller) {
        return packages().stream()
                .filter(name -> isReadable(name, caller) && find(name).isPresent())
                .toList();
    }
}
