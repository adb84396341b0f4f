package org.carrack.runtime.http.internal.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.carrack.runtime.http.internal.response.HttpServerConfig;
import org.carrack.spi.config.ServerConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * How much memory the files of all packages may take: {@code static_cache_mb} in {@code etc/carrack.toml}. What was not asked
 * for longest goes first. Safe for any thread.
 */
@Component(service = FileCache.class)
public final class FileCache {

    /** So much is left after room was made. */
    private static final double REST = 0.75;

    private final long limit;
    private final AtomicLong size = new AtomicLong();
    private final Set<CachedFiles> folders = ConcurrentHashMap.newKeySet();

    @Activate
    public FileCache(@Reference ServerConfig config) {
        limit = (long) config.view(HttpServerConfig.class).staticCacheMb() << 20;
    }

    public void add(CachedFiles folder) {
        folders.add(folder);
    }

    public void remove(CachedFiles folder) {
        folders.remove(folder);
    }

    /** Whether a file of that size could be kept. */
    public boolean hasRoomFor(long bytes) {
        return bytes <= limit / 4;
    }

    /** Takes room for a file; whether there is any. */
    public boolean take(long bytes) {
        if (!hasRoomFor(bytes)) {
            return false;
        }
        if (size.addAndGet(bytes) > limit) {
            makeRoom();
        }
        return true;
    }

    public void giveBack(long bytes) {
        size.addAndGet(-bytes);
    }

    private synchronized void makeRoom() {
        record CacheEntry(CachedFiles folder, String path, long used) {}
        List<CacheEntry> all = new ArrayList<>();
        folders.forEach(folder -> folder.forEach((path, used) -> all.add(new CacheEntry(folder, path, used))));
        all.sort(Comparator.comparingLong(CacheEntry::used));
        for (CacheEntry kept : all) {
            if (size.get() <= limit * REST) {
                return;
            }
            kept.folder().forget(kept.path());
        }
    }
}
