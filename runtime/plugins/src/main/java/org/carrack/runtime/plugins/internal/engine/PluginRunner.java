package org.carrack.runtime.plugins.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.PluginStatus.State;
import org.carrack.plugin.PluginConfiguration;
import org.carrack.plugin.PluginContext;
import org.carrack.runtime.plugins.internal.config.LiveConfiguration;
import org.carrack.spi.server.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs one plugin, on one thread, for as long as its package is live. For any thread.
 *
 * <p>The lock is held for moments alone, and never while code of the plugin runs.
 */
public final class PluginRunner {

    /** How long who stops a plugin waits for it. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PluginDefinition definition;
    private final RestartPolicy policy;
    private final SampleSink samples;
    private final LongSupplier nanos;
    private final @Nullable Thread former;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock notifying = new ReentrantLock();

    private State state = State.WAITING;
    private String reason = "";
    private Instant since = Instant.now();
    private long starts;
    private long deaths;
    private int deathsInARow;
    private boolean isStopping;
    private long seenChanges;
    private @Nullable Thread thread;

    /**
     * @param nanos nanoseconds that have passed since some moment
     * @param former the thread of the plugin that this one replaces, which may work still: it is waited for
     */
    public PluginRunner(
            PluginDefinition definition,
            RestartPolicy policy,
            SampleSink samples,
            LongSupplier nanos,
            @Nullable Thread former) {
        this.definition = definition;
        this.policy = policy;
        this.samples = samples;
        this.nanos = nanos;
        this.former = former;
        LiveConfiguration configuration = definition.configuration();
        seenChanges = configuration == null ? 0 : configuration.changes();
    }

    /** Begins. */
    public void start() {
        lock.lock();
        try {
            isStopping = false;
            Thread fresh = VirtualThreads.unstarted(definition.name(), this::live);
            thread = fresh;
            fresh.start();
        } finally {
            lock.unlock();
        }
    }

    /** The plugin that it runs. */
    public PluginDefinition definition() {
        return definition;
    }

    /** Its thread, while that lives. */
    public Optional<Thread> thread() {
        lock.lock();
        try {
            return Optional.ofNullable(thread).filter(Thread::isAlive);
        } finally {
            lock.unlock();
        }
    }

    private void live() {
        if (!awaitFormer()) {
            return;
        }
        while (awaitConfiguration()) {
            long begin = nanos.getAsLong();
            @Nullable Throwable death = run();
            lock.lock();
            try {
                listeners.clear();
                if (isStopping) {
                    return;
                }
                if (death == null) {
                    enter(State.ENDED, "it has returned");
                    return;
                }
                deaths++;
                boolean wasHealthy =
                        nanos.getAsLong() - begin >= policy.healthy().toNanos();
                deathsInARow = wasHealthy ? 1 : deathsInARow + 1;
                if (deathsInARow > policy.most()) {
                    enter(
                            State.FAILED,
                            "it has died %d times in a row, the last time of %s; carrack plugin restart %s runs it again"
                                    .formatted(deathsInARow, death, definition.name()));
                    definition.log().error("the plugin {} is not run again: {}", definition.name(), reason);
                    return;
                }
                Duration pause = policy.pause(deathsInARow);
                enter(State.WAITING, "it has died of %s; it is run again after %s".formatted(death, shown(pause)));
                if (!await(pause)) {
                    return;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static String shown(Duration pause) {
        return pause.toMillis() < 1_000 ? pause.toMillis() + " ms" : pause.toSeconds() + " s";
    }

    /** It never runs twice: what ran before it has ended, or this one is told to stop. */
    private boolean awaitFormer() {
        Thread before = former;
        try {
            while (before != null && before.isAlive()) {
                lock.lock();
                try {
                    if (isStopping) {
                        return false;
                    }
                    enter(State.WAITING, "the one before it was told to stop, and works still");
                } finally {
                    lock.unlock();
                }
                before.join(1_000);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Waits until the configuration is valid; false if the plugin is to stop. */
    private boolean awaitConfiguration() {
        LiveConfiguration configuration = definition.configuration();
        while (true) {
            Optional<String> mistake = configuration == null ? Optional.empty() : configuration.mistake();
            lock.lock();
            try {
                if (isStopping) {
                    return false;
                }
                if (mistake.isEmpty()) {
                    starts++;
                    enter(State.RUNNING, "");
                    return true;
                }
                if (state != State.MISCONFIGURED || !reason.equals(mistake.get())) {
                    enter(State.MISCONFIGURED, mistake.get());
                    definition.log().error("the plugin {} waits: {}", definition.name(), reason);
                }
                changed.await();
            } catch (InterruptedException e) {
                return false;
            } finally {
                lock.unlock();
            }
        }
    }

    private void enter(State now, String why) {
        state = now;
        reason = why;
        since = Instant.now();
    }

    /** Waits under the lock, which is given up meanwhile; false if the plugin is to stop. */
    private boolean await(Duration time) {
        long left = time.toNanos();
        try {
            while (!isStopping && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !isStopping;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** What it died of; nothing if it has returned, or was told to stop. */
    private @Nullable Throwable run() {
        // An interrupt that came too late for the run before is none of this one.
        var unused = Thread.interrupted();
        lock.lock();
        try {
            if (isStopping) {
                return null;
            }
        } finally {
            lock.unlock();
        }
        return PluginDefinition.withClassesOf(definition.plugin(), () -> {
            try {
                definition.plugin().run(new Context());
                return null;
            } catch (Exception | Error e) { // of a package
                if (!isStopped()) {
                    definition.log().error("the plugin {} has died", definition.name(), e);
                    return e;
                }
                if (!(e instanceof InterruptedException)) {
                    definition.log().debug("the plugin {} has ended with", definition.name(), e);
                }
                return null;
            }
        });
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return isStopping;
        } finally {
            lock.unlock();
        }
    }

    /** Tells it to stop, and waits some seconds for it; false if it works still. */
    public boolean stop() {
        return stop(PATIENCE);
    }

    boolean stop(Duration patience) {
        @Nullable Thread running;
        lock.lock();
        try {
            isStopping = true;
            running = thread;
            if (running != null && running.isAlive()) {
                enter(State.STOPPING, "it was told to stop");
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (running == null || running == Thread.currentThread()) {
            // A plugin may stop its own package; it ends by itself after that.
            return true;
        }
        running.interrupt();
        boolean wasInterrupted = false;
        long end = System.nanoTime() + patience.toNanos();
        while (running.isAlive()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                definition.log().warn("the plugin {} was told to stop, and works still", definition.name());
                break;
            }
            try {
                running.join(Math.max(1, Duration.ofNanos(left).toMillis()));
            } catch (InterruptedException e) {
                wasInterrupted = true;
                break;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return !running.isAlive();
    }

    /** Runs it anew; false if it does not end. */
    public boolean restart() {
        if (!stop()) {
            return false;
        }
        lock.lock();
        try {
            deathsInARow = 0;
        } finally {
            lock.unlock();
        }
        start();
        return true;
    }

    /**
     * Looks whether the configuration is another: then what waits for it goes on, and who wants to know of it is told.
     *
     * @return whether other values count
     */
    public boolean lookAtConfiguration() {
        LiveConfiguration configuration = definition.configuration();
        if (configuration == null) {
            return false;
        }
        long now = configuration.changes();
        lock.lock();
        try {
            if (state == State.MISCONFIGURED) {
                changed.signalAll();
            }
            if (now == seenChanges) {
                return false;
            }
            seenChanges = now;
        } finally {
            lock.unlock();
        }
        if (!listeners.isEmpty()) {
            VirtualThreads.unstarted(definition.name() + "-configuration", this::tell)
                    .start();
        }
        return true;
    }

    private void tell() {
        notifying.lock();
        try {
            for (Runnable listener : listeners) {
                listener.run();
            }
        } catch (RuntimeException | Error e) { // of a package
            definition.log().error("the plugin {} failed on its new configuration", definition.name(), e);
        } finally {
            notifying.unlock();
        }
    }

    /** What it does now. */
    public PluginStatus status() {
        LiveConfiguration configuration = definition.configuration();
        Optional<String> mistake = configuration == null ? Optional.empty() : configuration.mistake();
        lock.lock();
        try {
            return new PluginStatus(
                    definition.name(),
                    definition.packageName(),
                    state,
                    state == State.RUNNING ? mistake.orElse("") : reason,
                    since,
                    starts,
                    deaths,
                    definition.configuration() != null);
        } finally {
            lock.unlock();
        }
    }

    private final class Context implements PluginContext {

        @Override
        public String name() {
            return definition.name();
        }

        @Override
        public boolean running() {
            return !isStopped();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a plugin cannot sleep for %s".formatted(time));
            }
            lock.lock();
            try {
                long left = time.toNanos();
                while (left > 0 && !isStopping) {
                    left = changed.awaitNanos(left);
                }
                if (isStopping) {
                    throw new InterruptedException("the plugin %s is to stop".formatted(definition.name()));
                }
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("a plugin cannot sleep for %s".formatted(time), e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void debug(String message) {
            log().info("{}: {}", definition.name(), message);
        }

        @Override
        public Logger log() {
            return definition.log();
        }

        @Override
        public PluginConfiguration config() {
            LiveConfiguration configuration = definition.configuration();
            if (configuration == null) {
                String plugin =
                        definition.name().substring(definition.packageName().length() + 1);
                throw new IllegalStateException(
                        "the plugin %s has no configuration: its package has no template config/plugins/%s.ini"
                                .formatted(definition.name(), plugin));
            }
            return configuration.own();
        }

        @Override
        public void onConfigChange(Runnable listener) {
            listeners.add(listener);
        }

        @Override
        public void sample(String sample, double value, String unit) {
            if (sample.isBlank() || sample.length() > 100 || unit.length() > 20) {
                throw new IllegalArgumentException(
                        "a sample has a name of 1 to 100 characters and a unit of at most 20, not '%s' and '%s'"
                                .formatted(sample, unit));
            }
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("the sample %s is no number: %s".formatted(sample, value));
            }
            samples.add(definition.name(), sample, value, unit);
        }
    }
}
