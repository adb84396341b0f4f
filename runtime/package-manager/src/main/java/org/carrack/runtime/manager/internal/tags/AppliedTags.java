package org.carrack.runtime.manager.internal.tags;

import java.util.ArrayList;
import java.util.List;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What handlers have applied for one live package, with its undo. Safe for any thread. */
public final class AppliedTags {

    private static final Logger LOG = LoggerFactory.getLogger(AppliedTags.class);

    private final List<Applied> applied = new ArrayList<>();
    private final List<Applied> uncommitted = new ArrayList<>();
    private boolean isOpen;
    private boolean isCommitted;

    /** Compared by identity, since two tags may be equal. */
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

    /** From now on tags are applied. */
    public synchronized void open() {
        isOpen = true;
    }

    /**
     * Applies a tag.
     *
     * @return its undo; does nothing if it was undone already
     */
    public Undo apply(PackageContext declarer, Declaration declaration) throws ConfigException {
        ConfigTag tag = declaration.tag();
        synchronized (this) {
            if (!isOpen) {
                throw tag.refuse("%s is not live".formatted(declarer));
            }
        }
        Applied one =
                new Applied(tag, declaration.handler(), declaration.handler().apply(declarer, declaration));
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

    public synchronized boolean has(ConfigTag tag) {
        return applied.stream().anyMatch(one -> one.tag == tag);
    }

    /** Undoes all that a handler applied, since the handler goes. */
    public void undoAllOf(ConfigHandlers.Handler handler) {
        List<Applied> its;
        synchronized (this) {
            its = applied.stream().filter(one -> one.handler.equals(handler)).toList();
        }
        its.forEach(this::undo);
    }

    /** Undoes everything, the last first; nothing is applied any more. */
    public void close() {
        List<Applied> all;
        synchronized (this) {
            isOpen = false;
            all = new ArrayList<>(applied);
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            undo(all.get(i));
        }
    }

    /** The request that brought the package is committed: so is what was applied, and what will be. */
    public void commit() {
        takeUncommitted(true).forEach(AppliedTags::commit);
    }

    /** The request that brought the package has failed: after {@link #close}, what outlives the package is reverted, too. */
    public void revert() {
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
        } catch (RuntimeException | Error e) { // the others must still be undone
            LOG.warn("{}: {} could not be undone or ended", tag.location(), tag.name(), e);
        }
    }
}
