package org.carrack.runtime.manager.internal.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class TimeLimitedRunnerTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final TimeLimitedRunner code = new TimeLimitedRunner();

    @Test
    void whoStopsPackagesAsTheServerStopsRunsTheirCodeAtAnyDepth() throws Exception {
        code.stopWaiting();
        assertThat(code.call("undo", LONG, false, () -> code.call("stop", LONG, false, () -> "stopped")))
                .isEqualTo("stopped");
    }

    @Test
    void nobodyElseRunsAnyAsTheServerStops() {
        CompletableFuture.runAsync(code::stopWaiting).join();
        assertThatThrownBy(() -> code.call("start of shop 1.0.0", LONG, true, () -> "started"))
                .isInstanceOf(StepException.class)
                .hasMessage("the server stops during start of shop 1.0.0");
    }

    @Test
    void whoWaitsIsToldThatTheServerStops() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(() -> code.call("start of shop 1.0.0", LONG, true, () -> {
                    CompletableFuture.runAsync(code::stopWaiting).join();
                    end.await();
                    return "started";
                }))
                .isInstanceOf(StepException.class)
                .hasMessage("the server stops during start of shop 1.0.0");
        end.countDown();
    }

    @Test
    void anInterruptOfTheWaitingThreadEndsNothing() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(code.call("undo", LONG, false, () -> "undone")).isEqualTo("undone");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsOverItsLimitIsLeft() {
        CountDownLatch end = new CountDownLatch(1);
        assertThatThrownBy(() -> code.call("activation", Duration.ofMillis(1), false, () -> {
                    end.await();
                    return "";
                }))
                .isInstanceOf(TimeLimitedRunner.OverdueException.class);
        end.countDown();
    }

    @Test
    void whatItThrowsIsTheCause() {
        assertThatThrownBy(() -> code.call("activation", LONG, false, () -> {
                    throw new NoClassDefFoundError("Left");
                }))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
}
