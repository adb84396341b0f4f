package org.carrack.runtime.manager.internal.tags;

import java.util.IdentityHashMap;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;

/**
 * The tags that the handlers have read for one transaction: each is read once, although it is checked before anything is changed and
 * applied later. Safe for any thread.
 */
public final class DeclarationCache {

    private final IdentityHashMap<ConfigTag, Declaration> read = new IdentityHashMap<>();

    /**
     * A tag as that handler reads it.
     *
     * @throws ConfigException if the handler refuses it
     */
    public synchronized Declaration of(ConfigHandlers.Handler handler, ConfigTag tag) throws ConfigException {
        Declaration known = read.get(tag);
        if (known == null || !known.handler().reference().equals(handler.reference())) {
            known = handler.read(tag);
            read.put(tag, known);
        }
        return known;
    }
}
