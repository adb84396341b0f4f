package org.carrack.runtime.gedis.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.spi.actor.ActorCatalog;

/**
 * 3Bot's names of actors, {@code <package>_<actor>}, taken apart: either part may have a {@code _} of its own. Safe for any
 * thread.
 */
final class Names {

    private static final int MOST_REMEMBERED = 10_000;

    private final ActorCatalog catalog;

    /** What was found once: while a package is replaced, its actors cannot be found, and a call of them is to wait. */
    private final Map<String, Name> found = new ConcurrentHashMap<>();

    record Name(String packageName, String actor) {}

    Names(ActorCatalog catalog) {
        this.catalog = catalog;
    }

    Optional<Name> split(String joined) {
        List<Name> possible = new ArrayList<>();
        for (int i = joined.indexOf('_'); i >= 0; i = joined.indexOf('_', i + 1)) {
            possible.add(new Name(joined.substring(0, i), joined.substring(i + 1)));
        }
        if (possible.size() == 1) {
            return Optional.of(possible.get(0));
        }
        for (Name name : possible) {
            if (catalog.exists(name.packageName(), name.actor())) {
                if (found.size() < MOST_REMEMBERED) {
                    found.put(joined, name);
                }
                return Optional.of(name);
            }
        }
        return Optional.ofNullable(found.get(joined)).or(() -> possible.stream().findFirst());
    }
}
