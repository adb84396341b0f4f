package org.carrack.runtime.manager.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskQueueTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void oneAfterTheOtherWhereOneRunsAtOnce() {
        TaskQueue queue = new TaskQueue(threads, 1, LONG);
        for (int i = 0; i < 50; i++) {
            String name = String.valueOf(i);
            queue.run(() -> done.add(name));
            assertThat(done).last().isEqualTo(name);
        }
        assertThat(queue.await(LONG)).isTrue();
    }

    @Test
    void asManyAtOnceAsAskedFor() {
        TaskQueue queue = new TaskQueue(threads, 3, LONG);
        CountDownLatch met = new CountDownLatch(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 9; i++) {
            queue.run(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                met.countDown();
                await(met); // the first three wait for each other
                now.decrementAndGet();
            });
        }
        assertThat(queue.await(LONG)).isTrue();
        assertThat(most).hasValue(3);
    }

    @Test
    void aSlowTaskKeepsNoOtherFromBeginning() {
        TaskQueue queue = new TaskQueue(threads, 1, Duration.ofMillis(1));
        CountDownLatch end = new CountDownLatch(1);
        queue.run(() -> {
            await(end);
            done.add("slow");
        });
        queue.run(() -> done.add("next"));
        assertThat(queue.await(Duration.ofMillis(1))).isFalse();
        end.countDown();
        assertThat(queue.await(LONG)).isTrue();
        assertThat(done).containsExactlyInAnyOrder("slow", "next");
    }

    @Test
    void whatATaskThrowsStopsNoOther() {
        TaskQueue queue = new TaskQueue(threads, 1, LONG);
        queue.run(() -> {
            throw new IllegalStateException("thrown on purpose");
        });
        queue.run(() -> done.add("next"));
        assertThat(queue.await(LONG)).isTrue();
        assertThat(done).containsExactly("next");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
