package org.carrack.runtime.manager.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.carrack.runtime.manager.internal.state.ManagerLock.ClaimedException;
import org.junit.jupiter.api.Test;

class ManagerLockTest {

    private final ManagerLock lock = new ManagerLock();

    @Test
    void twoTransactionsDoNotChangeOnePackage() throws Exception {
        lock.claim(Set.of("a"), Set.of());
        assertThatThrownBy(() -> lock.claim(Set.of("a"), Set.of())).isInstanceOf(ClaimedException.class);
        assertThatThrownBy(() -> lock.claim(Set.of("b"), Set.of("a"))).isInstanceOf(ClaimedException.class);
        assertThat(lock.claim(Set.of("b"), Set.of())).isNotNull();
    }

    @Test
    void transactionsMayUseOnePackageTogether() throws Exception {
        lock.claim(Set.of("a"), Set.of("base"));
        assertThat(lock.claim(Set.of("b"), Set.of("base"))).isNotNull();
        assertThatThrownBy(() -> lock.claim(Set.of("base"), Set.of())).isInstanceOf(ClaimedException.class);
    }

    @Test
    void othersWorkWhileCodeOfAPackageRuns() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        lock.run(() -> lock.runUnlocked(() -> {
            new Thread(() -> lock.look(() -> {
                        other.countDown();
                        return lock;
                    }))
                    .start();
            try {
                assertThat(other.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    @Test
    void whoWaitsForAClaimGoesOnWhenItIsGivenUp() throws Exception {
        ManagerLock.Claim claim = lock.claim(Set.of("a"), Set.of());
        CountDownLatch free = new CountDownLatch(1);
        new Thread(() -> {
                    try {
                        lock.run(() -> lock.awaitFree("a"));
                        free.countDown();
                    } catch (org.carrack.manage.PackageException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
        lock.run(() -> lock.release(claim));
        assertThat(free.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
