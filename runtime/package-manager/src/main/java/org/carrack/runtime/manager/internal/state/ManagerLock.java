package org.carrack.runtime.manager.internal.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.carrack.manage.PackageException;

/**
 * The lock under which the state of packages changes, and the claims of running transactions on packages. A transaction
 * claims the packages it changes for itself and those they depend on together with others; it gives the lock up whenever
 * code of a package runs, so that a package that hangs delays only those who need the same packages. Safe for any thread.
 */
public final class ManagerLock {

    /** A transaction that runs longer delays only requests for the same packages. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long releases;
    private boolean isStopping;

    /** Work that changes packages. */
    public interface LockedAction {
        void run() throws PackageException;
    }

    /** Work that runs without the lock. */
    public interface UnlockedWork<T, X extends Exception> {
        T run() throws X;
    }

    /** Thrown before a transaction has any effect: it is to be planned again. */
    public static final class ClaimedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean isClaimed;

        private ClaimedException(boolean isClaimed) {
            super("another transaction was first", null, false, false);
            this.isClaimed = isClaimed;
        }

        /** What the plan was made of has changed. */
        public static ClaimedException stale() {
            return new ClaimedException(false);
        }

        /** Whether another transaction has claimed a package that this one needs, and it must be waited for. */
        public boolean isClaimed() {
            return isClaimed;
        }
    }

    /** Packages, by name, that one transaction has claimed. */
    public static final class Claim {

        private final Set<String> changed;
        private final Set<String> used;
        private final long begin = System.nanoTime();

        private Claim(Set<String> changed, Set<String> used) {
            this.changed = changed;
            this.used = used;
        }

        private boolean excludes(Claim other) {
            return !Collections.disjoint(changed, other.changed)
                    || !Collections.disjoint(changed, other.used)
                    || !Collections.disjoint(used, other.changed);
        }
    }

    /** Calls a listener, under the lock, each time work that changes packages has ended. */
    public void onRelease(Runnable listener) {
        listeners.add(listener);
    }

    /** Runs work that changes packages. */
    public void run(LockedAction work) throws PackageException {
        lock.lock();
        try {
            work.run();
        } finally {
            try {
                listeners.forEach(Runnable::run);
            } finally {
                lock.unlock();
            }
        }
    }

    /** The same, after the transactions that run now, unless they are slow. */
    public void runInTurn(LockedAction work) throws PackageException {
        run(() -> {
            awaitQuickTransactions();
            work.run();
        });
    }

    /** Looks at what changes only under the lock. */
    public <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    public boolean isHeldByCurrentThread() {
        return lock.isHeldByCurrentThread();
    }

    /** Runs work of unknown duration; the calling thread releases the lock meanwhile. */
    public <T, X extends Exception> T unlocked(UnlockedWork<T, X> work) throws X {
        int holds = releaseFully();
        try {
            return work.run();
        } finally {
            reacquire(holds);
        }
    }

    /** The same for work that throws nothing. */
    public void runUnlocked(Runnable work) {
        int holds = releaseFully();
        try {
            work.run();
        } finally {
            reacquire(holds);
        }
    }

    private int releaseFully() {
        int holds = lock.getHoldCount();
        for (int i = 0; i < holds; i++) {
            lock.unlock();
        }
        return holds;
    }

    private void reacquire(int holds) {
        for (int i = 0; i < holds; i++) {
            lock.lock();
        }
    }

    /**
     * Claims packages. Called under the lock.
     *
     * @param changed the names of those that the transaction changes
     * @param used the names of those that must stay as they are meanwhile
     */
    public Claim claim(Set<String> changed, Set<String> used) throws ClaimedException {
        Claim claim = new Claim(Set.copyOf(changed), Set.copyOf(used));
        if (claims.stream().anyMatch(claim::excludes)) {
            throw new ClaimedException(true);
        }
        claims.add(claim);
        return claim;
    }

    /** Gives a claim up. Called under the lock. */
    public void release(Claim claim) {
        claims.remove(claim);
        releases++;
        released.signalAll();
    }

    /** Whether a transaction that runs changes the package of that name. Called under the lock. */
    public boolean isClaimed(String name) {
        for (Claim claim : claims) {
            if (claim.changed.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Waits until no transaction changes the package of that name. Called under the lock, which is given up meanwhile. */
    public void awaitFree(String name) throws PackageException {
        while (isClaimed(name)) {
            awaitRelease();
        }
    }

    /**
     * Waits until every transaction that runs has ended or is found to be slow: requests are carried out one after the other
     * as long as each is quick. Called under the lock, which is given up meanwhile.
     */
    void awaitQuickTransactions() {
        boolean wasInterrupted = false;
        while (!isStopping) {
            long now = System.nanoTime();
            long left = claims.stream()
                    .mapToLong(claim -> claim.begin + QUICK.toNanos() - now)
                    .max()
                    .orElse(0);
            if (left <= 0) {
                break;
            }
            try {
                left = released.awaitNanos(left);
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a claim has been given up. Called under the lock, which is given up meanwhile. */
    public void awaitRelease() throws PackageException {
        if (isStopping) {
            throw new PackageException(PackageException.Kind.FAILED, "the server stops; nothing was changed");
        }
        long seen = releases;
        while (seen == releases && !isStopping) {
            released.awaitUninterruptibly();
        }
    }

    /** The server stops: who waits for packages waits no more. */
    public void stop() {
        lock.lock();
        try {
            isStopping = true;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
