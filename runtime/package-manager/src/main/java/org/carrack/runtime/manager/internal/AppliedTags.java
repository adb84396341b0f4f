package org.carrack.runtime.manager.internal;

import java.util.ArrayList;
import java.util.List;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What handlers have applied for one live package, and how to take it back. Safe for any thread. */
final class AppliedTags {

    private static final Logger LOG = LoggerFactory.getLogger(AppliedTags.class);

    private final List<Applied> applied = new ArrayList<>();
    private boolean isOpen;

    /** Compared by what it is, since two tags may say the same. */
    private static final class Applied {

        private final ConfigTag tag;
        private final ConfigHandlers.Handler handler;
        private final Undo undo;

        Applied(ConfigTag tag, ConfigHandlers.Handler handler, Undo undo) {
            this.tag = tag;
            this.handler = handler;
            this.undo = undo;
        }
    }

    /** From now on tags are taken. */
    synchronized void open() {
        isOpen = true;
    }

    /**
     * Has a handler apply a tag.
     *
     * @return takes it back; does nothing when that has been done
     */
    Undo apply(LivePackage declarer, ConfigHandlers.Handler handler, ConfigTag tag) throws ConfigException {
        synchronized (this) {
            if (!isOpen) {
                throw tag.refuse("%s is not live".formatted(declarer));
            }
        }
        Applied one = new Applied(tag, handler, handler.apply(declarer, tag));
        synchronized (this) {
            applied.add(one);
            if (isOpen) {
                return () -> undo(one);
            }
        }
        undo(one);
        throw tag.refuse("%s is not live".formatted(declarer));
    }

    synchronized boolean has(ConfigTag tag) {
        return applied.stream().anyMatch(one -> one.tag == tag);
    }

    /** Undoes all that a handler applied, since the handler goes. */
    void undoAllOf(ConfigHandlers.Handler handler) {
        List<Applied> its;
        synchronized (this) {
            its = applied.stream().filter(one -> one.handler.equals(handler)).toList();
        }
        its.forEach(this::undo);
    }

    /** Undoes everything, the last first; nothing is taken any more. */
    void close() {
        List<Applied> all;
        synchronized (this) {
            isOpen = false;
            all = new ArrayList<>(applied);
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            undo(all.get(i));
        }
    }

    private void undo(Applied one) {
        synchronized (this) {
            if (!applied.remove(one)) {
                return;
            }
        }
        try {
            one.undo.undo();
        } catch (RuntimeException | LinkageError e) { // the others must still be undone
            LOG.warn("{}: {} could not be undone", one.tag.location(), one.tag.name(), e);
        }
    }
}
