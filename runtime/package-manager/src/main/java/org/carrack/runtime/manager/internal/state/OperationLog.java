package org.carrack.runtime.manager.internal.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.auth.Caller;
import org.carrack.manage.Operation;
import org.carrack.manage.Operation.State;
import org.carrack.manage.OperationListener;
import org.carrack.manage.PackageRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations that run and the last that ended. An operation that is begun must be ended or withdrawn. Safe for any thread. */
public final class OperationLog {

    private static final Logger LOG = LoggerFactory.getLogger(OperationLog.class);

    private static final int KEPT = 100;

    private final Map<Long, Operation> all = new LinkedHashMap<>();
    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();
    private long last;

    public void listen(OperationListener listener) {
        listeners.add(listener);
    }

    public void forget(OperationListener listener) {
        listeners.remove(listener);
    }

    /** A new operation of the server itself. */
    public Progress begin(String request) {
        return begin(request, PackageRequest.SERVER);
    }

    /**
     * A new operation.
     *
     * @param by who requested it
     */
    public synchronized Progress begin(String request, Caller by) {
        last++;
        Operation begun = new Operation(
                last, request, State.RUNNING, 0, 0, "begins", Optional.empty(), List.of(), by.name(), by.from());
        all.put(begun.id(), begun);
        Iterator<Operation> oldest = all.values().iterator();
        while (all.size() > KEPT && oldest.hasNext()) {
            if (oldest.next().state() != State.RUNNING) {
                oldest.remove();
            }
        }
        return new Progress(begun.id());
    }

    public synchronized List<Operation> list() {
        return new ArrayList<>(all.values());
    }

    public synchronized Optional<Operation> find(long id) {
        return Optional.ofNullable(all.get(id));
    }

    private synchronized Operation put(Operation now) {
        all.replace(now.id(), now);
        return now;
    }

    private synchronized void remove(long id) {
        all.remove(id);
    }

    private synchronized Operation get(long id) {
        return java.util.Objects.requireNonNull(all.get(id), "an operation that runs is kept");
    }

    /** The progress of one operation. Used by one thread at a time. */
    public final class Progress {

        private final long id;

        private Progress(long id) {
            this.id = id;
        }

        public Operation now() {
            return get(id);
        }

        /** What is done before the steps are known. */
        public void doing(String step) {
            Operation o = now();
            tell(new Operation(
                    id, o.request(), o.state(), o.done(), o.total(), step, o.reason(), o.packages(), o.by(), o.from()));
        }

        /** The packages it is about are known. */
        public void about(List<String> packages) {
            Operation o = now();
            put(new Operation(
                    id, o.request(), o.state(), o.done(), o.total(), o.step(), o.reason(), packages, o.by(), o.from()));
        }

        /** So many of so many steps are done; this is the next, or the last one. */
        public void step(int done, int total, String step) {
            Operation o = now();
            tell(new Operation(
                    id, o.request(), o.state(), done, total, step, o.reason(), o.packages(), o.by(), o.from()));
        }

        public Operation done() {
            Operation o = now();
            return tell(new Operation(
                    id,
                    o.request(),
                    State.DONE,
                    o.total(),
                    o.total(),
                    "done",
                    Optional.empty(),
                    o.packages(),
                    o.by(),
                    o.from()));
        }

        public void failed(String reason) {
            Operation o = now();
            tell(new Operation(
                    id,
                    o.request(),
                    State.FAILED,
                    o.done(),
                    o.total(),
                    o.step(),
                    Optional.of(reason),
                    o.packages(),
                    o.by(),
                    o.from()));
        }

        /** Takes the operation out of the log: it was an attempt that came to nothing, and another will follow. */
        public void withdraw() {
            remove(id);
        }

        private Operation tell(Operation now) {
            put(now);
            for (OperationListener listener : listeners) {
                try {
                    listener.progress(now);
                } catch (RuntimeException | LinkageError e) {
                    LOG.warn("{} failed as it heard of {}", listener, now, e);
                }
            }
            return now;
        }
    }
}
