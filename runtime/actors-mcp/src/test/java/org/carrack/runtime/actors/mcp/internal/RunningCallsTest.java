package org.carrack.runtime.actors.mcp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.carrack.runtime.actors.mcp.internal.RunningCalls.CallKey;
import org.carrack.spi.actor.CallControl;
import org.junit.jupiter.api.Test;

class RunningCallsTest {

    private final RunningCalls running = new RunningCalls();

    private CallControl add(String caller, String session, String id) {
        CallControl control = new CallControl((done, total, message) -> {});
        running.add(new CallKey(caller, session, id), control);
        return control;
    }

    @Test
    void cancelsTheCallOfItsOwnClientAlone() {
        CallControl mine = add("ada", "s", "1");
        CallControl other = add("bob", "s", "1");
        running.cancel(new CallKey("ada", "t", "1"));
        assertThat(mine.isCancelled()).isFalse();
        running.cancel(new CallKey("ada", "s", "1"));
        assertThat(mine.isCancelled()).isTrue();
        assertThat(other.isCancelled()).isFalse();
        running.cancelAll("bob", "s");
        assertThat(other.isCancelled()).isTrue();
        assertThat(running.size()).isZero();
    }
}
