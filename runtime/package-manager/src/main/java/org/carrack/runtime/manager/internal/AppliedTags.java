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
    private final List<Applied> uncommitted = new ArrayList<>();
    private boolean isOpen;
    private boolean isCommitted;

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
        boolean isKept;
        boolean isFinal;
        synchronized (this) {
            applied.add(one);
            isKept = isOpen;
            isFinal = isOpen && isCommitted;
            if (isKept && !isFinal) {
                uncommitted.add(one);
            }
        }
        if (isFinal) {
            quietly(tag, one.undo::commit);
        }
        if (isKept) {
            return () -> undo(one);
        }
        undo(one);
        quietly(tag, one.undo::revert);
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

    /** The request by which the package came is carried out: so is what was applied, and what will be. */
    void commit() {
        takeUncommitted(true).forEach(AppliedTags::commit);
    }

    /** The request by which the package came has failed: after {@link #close}, what outlives the package goes too. */
    void revert() {
        List<Applied> all = takeUncommitted(false);
        for (int i = all.size() - 1; i >= 0; i--) {
            Applied one = all.get(i);
            quietly(one.tag, one.undo::revert);
        }
    }

    private static void commit(Applied one) {
        quietly(one.tag, one.undo::commit);
    }

    private synchronized List<Applied> takeUncommitted(boolean committed) {
        List<Applied> all = List.copyOf(uncommitted);
        uncommitted.clear();
        isCommitted = committed;
        return all;
    }

    private void undo(Applied one) {
        synchronized (this) {
            if (!applied.remove(one)) {
                return;
            }
        }
        quietly(one.tag, one.undo::undo);
    }

    private static void quietly(ConfigTag tag, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // the others must still have their turn
            LOG.warn("{}: {} could not be undone or ended", tag.location(), tag.name(), e);
        }
    }
}
