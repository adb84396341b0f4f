package org.carrack.runtime.plugins.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.carrack.manage.PluginStatus.State;
import org.carrack.plugin.Plugin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

@Timeout(60)
class PluginRunnerTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> samples = Collections.synchronizedList(new ArrayList<>());

    private PluginRunner runner(Plugin plugin, int most, @Nullable Thread former) {
        RestartPolicy policy = new RestartPolicy(most, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(10));
        return new PluginRunner(
                new PluginDefinition("p.Timer", "p", plugin, null, NOPLogger.NOP_LOGGER),
                policy,
                (name, sample, value, unit) -> samples.add("%s %s %s %s".formatted(name, sample, value, unit)),
                nanos::get,
                former);
    }

    private static void awaitEnd(PluginRunner runner) throws InterruptedException {
        Thread thread = runner.thread().orElse(null);
        if (thread != null) {
            thread.join();
        }
    }

    @Test
    void runsOnAThreadWithItsNameUntilItIsStopped() throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        PluginRunner runner = runner(
                me -> {
                    seen.add(Thread.currentThread().getName());
                    me.sample("cpu", 12.5, "%");
                    isRunning.countDown();
                    try {
                        me.sleep(Duration.ofHours(1));
                    } finally {
                        seen.add("running " + me.running());
                    }
                },
                0,
                null);
        runner.start();
        isRunning.await();
        assertThat(runner.status().state()).isEqualTo(State.RUNNING);
        assertThat(runner.stop()).isTrue();
        assertThat(seen).containsExactly("p.Timer", "running false");
        assertThat(samples).containsExactly("p.Timer cpu 12.5 %");
    }

    @Test
    void endsWhenItReturns() throws Exception {
        PluginRunner runner = runner(me -> {}, 0, null);
        runner.start();
        awaitEnd(runner);
        assertThat(runner.status().state()).isEqualTo(State.ENDED);
    }

    @Test
    void failsAfterItsLimitAndIsRunAnewByRequest() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        PluginRunner runner = runner(
                me -> {
                    throw new IllegalStateException("run " + runs.incrementAndGet());
                },
                3,
                null);
        runner.start();
        awaitEnd(runner);
        assertThat(runner.status().state()).isEqualTo(State.FAILED);
        assertThat(runner.status().reason())
                .isEqualTo(
                        "it has died 4 times in a row, the last time of java.lang.IllegalStateException: run 4; carrack plugin restart p.Timer runs it again");
        assertThat(runner.status().deaths()).isEqualTo(4);
        assertThat(runner.restart()).isTrue();
        awaitEnd(runner);
        assertThat(runs).hasValue(8);
    }

    @Test
    void forgetsDeathsOfLongAgo() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        PluginRunner runner = runner(
                me -> {
                    if (runs.incrementAndGet() < 10) {
                        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
                        throw new IllegalStateException();
                    }
                },
                1,
                null);
        runner.start();
        awaitEnd(runner);
        assertThat(runner.status().state()).isEqualTo(State.ENDED);
        assertThat(runs).hasValue(10);
    }

    @Test
    void survivesAThousandDeathsOnOneThread() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        PluginRunner runner = runner(
                me -> {
                    if (!threads.contains(Thread.currentThread())) {
                        threads.add(Thread.currentThread());
                    }
                    // An error, too, is a death and no more.
                    if (runs.incrementAndGet() <= 1_000) {
                        throw new StackOverflowError();
                    }
                },
                2_000,
                null);
        runner.start();
        awaitEnd(runner);
        assertThat(runs).hasValue(1_001);
        assertThat(runner.status().state()).isEqualTo(State.ENDED);
        assertThat(threads).hasSize(1);
    }

    @Test
    void neverRunsTwiceThoughTheOneBeforeDoesNotStop() throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Plugin stubborn = me -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            isRunning.countDown();
            while (mayEnd.getCount() > 0) {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    // It does not want to.
                }
            }
            atOnce.decrementAndGet();
        };
        PluginRunner first = runner(stubborn, 0, null);
        first.start();
        isRunning.await();
        assertThat(first.stop(Duration.ofMillis(1))).isFalse();
        assertThat(first.status().state()).isEqualTo(State.STOPPING);
        PluginRunner second = runner(stubborn, 0, first.thread().orElseThrow());
        second.start();
        Thread secondThread = second.thread().orElseThrow();
        mayEnd.countDown();
        secondThread.join();
        assertThat(second.status().state()).isEqualTo(State.ENDED);
        assertThat(most).hasValue(1);
    }

    @Test
    void canStopItselfWithoutWaitingForItself() throws Exception {
        CountDownLatch isStopped = new CountDownLatch(1);
        PluginRunner[] runner = new PluginRunner[1];
        runner[0] = runner(
                me -> {
                    assertThat(runner[0].stop()).isTrue();
                    isStopped.countDown();
                },
                0,
                null);
        runner[0].start();
        assertThat(isStopped.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void pausesLongerForEachDeath() {
        RestartPolicy policy = RestartPolicy.of(10);
        assertThat(List.of(policy.pause(1), policy.pause(2), policy.pause(4), policy.pause(9), policy.pause(60)))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(256),
                        Duration.ofMinutes(5));
    }
}
