package org.carrack.runtime.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final Gate gate = new Gate();
    private final List<String> heard = new ArrayList<>();

    private final Gate.Waiting waiting = new Gate.Waiting() {
        @Override
        public void resume() {
            heard.add("resumed");
        }

        @Override
        public void refuse() {
            heard.add("refused");
        }
    };

    @Test
    void anOpenGateLetsRequestsPass() {
        assertThat(gate.enter()).isTrue();
        gate.leave();
        assertThat(gate.close(Duration.ZERO)).isTrue();
    }

    @Test
    void aClosedGateHoldsRequestsUntilItOpens() {
        gate.close(LONG);
        assertThat(gate.enter()).isFalse();
        gate.hold(waiting);
        assertThat(heard).isEmpty();
        gate.open(Runnable::run);
        assertThat(heard).containsExactly("resumed");
        assertThat(gate.enter()).isTrue();
    }

    @Test
    void closingWaitsForTheRequestsInFlight() throws Exception {
        assertThat(gate.enter()).isTrue();
        CountDownLatch closing = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> {
            closing.countDown();
            return gate.close(LONG);
        });
        closing.await();
        while (gate.enter()) {
            gate.leave();
        }
        assertThat(closed).isNotDone();
        gate.leave();
        assertThat(closed.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingGivesUpAfterItsLimit() {
        assertThat(gate.enter()).isTrue();
        assertThat(gate.close(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void aRequestThatWaitedTooLongIsRefusedOnce() {
        gate.close(LONG);
        gate.hold(waiting);
        gate.expire(waiting);
        gate.expire(waiting);
        gate.open(Runnable::run);
        assertThat(heard).containsExactly("refused");
    }

    @Test
    void aRequestThatComesAsTheGateOpensIsNotLost() {
        gate.close(LONG);
        assertThat(gate.enter()).isFalse();
        gate.open(Runnable::run);
        gate.hold(waiting);
        assertThat(heard).containsExactly("resumed");
    }
}
