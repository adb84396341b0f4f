package org.carrack.runtime.actors.mcp.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.spi.actor.CallControl;

/**
 * Calls that go on, by the session and id by which their client cancels them. A session is nothing but a name that the client sends along; the
 * server keeps none, so that clients go on after a restart, and those who never end theirs cost nothing. For any thread.
 */
final class RunningCalls {

    private final Map<CallKey, CallControl> running = new ConcurrentHashMap<>();

    /**
     * Whose call it is.
     *
     * @param caller the account, so that nobody cancels what another has called
     * @param id as text
     */
    record CallKey(String caller, String session, String id) {}

    void add(CallKey key, CallControl control) {
        running.put(key, control);
    }

    void remove(CallKey key, CallControl control) {
        running.remove(key, control);
    }

    void cancel(CallKey key) {
        CallControl control = running.remove(key);
        if (control != null) {
            control.cancel();
        }
    }

    /** Cancels all of a session. */
    void cancelAll(String caller, String session) {
        running.keySet().stream()
                .filter(key -> key.caller().equals(caller) && key.session().equals(session))
                .toList()
                .forEach(this::cancel);
    }

    int size() {
        return running.size();
    }
}
