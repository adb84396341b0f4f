package org.carrack.runtime.chatflows.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whatComesWhileOneIsWrittenIsWrittenTogether() throws Exception {
        List<List<Integer>> transactions = new ArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        GroupCommit<Integer> commits = new GroupCommit<>(all -> {
            transactions.add(List.copyOf(all));
            first.countDown();
            await(goOn);
            boolean[] stored = new boolean[all.size()];
            for (int i = 0; i < stored.length; i++) {
                stored[i] = all.get(i) != 3;
            }
            return stored;
        });
        List<CompletableFuture<Boolean>> results = new ArrayList<>();
        results.add(store(commits, 0));
        first.await();
        for (int i = 1; i <= 5; i++) {
            results.add(store(commits, i));
        }
        while (commits.waiting() < 5) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        for (int i = 0; i <= 5; i++) {
            assertThat(results.get(i).get(20, TimeUnit.SECONDS)).as("row %d", i).isEqualTo(i != 3);
        }
        assertThat(transactions).hasSize(2);
        assertThat(transactions.get(1)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void whatFailsIsToldAndTheNextIsTried() throws Exception {
        GroupCommit<Integer> commits = new GroupCommit<>(all -> {
            if (all.contains(1)) {
                throw new SQLException("the disk is full");
            }
            if (all.contains(2)) {
                throw new IllegalStateException("a bug of the driver");
            }
            return new boolean[] {true};
        });
        assertThatThrownBy(() -> commits.store(1))
                .isInstanceOf(SQLException.class)
                .hasMessage("the disk is full");
        assertThatThrownBy(() -> commits.store(2))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("a bug of the driver");
        assertThat(commits.store(3)).isTrue();
    }

    private CompletableFuture<Boolean> store(GroupCommit<Integer> commits, int what) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return commits.store(what);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
