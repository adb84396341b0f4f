package org.carrack.runtime.http.internal.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.carrack.config.Undo;

/** Several things that are rolled back together, the last first. Used by one thread at a time. */
public final class CompositeUndo implements Undo {

    private final Deque<Undo> done = new ArrayDeque<>();

    public void add(Undo undo) {
        done.push(undo);
    }

    @Override
    public void undo() {
        while (!done.isEmpty()) {
            done.pop().undo();
        }
    }
}
