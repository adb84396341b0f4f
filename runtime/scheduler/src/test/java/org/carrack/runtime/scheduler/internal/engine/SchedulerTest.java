package org.carrack.runtime.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.carrack.auth.Caller;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.manage.ServiceStatus;
import org.carrack.manage.ServiceStatus.State;
import org.carrack.service.BackgroundService;
import org.carrack.service.JobContext;
import org.carrack.service.MissedRuns;
import org.carrack.service.RunsOn;
import org.carrack.service.Schedule;
import org.carrack.service.ServiceName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** All on a clock of its own; jobs run when the test says so, or at once. */
class SchedulerTest {

    private static final Caller ADMIN = new Caller("admin", Set.of(Caller.ADMIN));

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private long nanos;
    private final List<ServiceRun> history = new ArrayList<>();
    private final Map<String, String> overrides = new HashMap<>();
    private final Set<String> paused = new HashSet<>();
    private final Deque<Runnable> begun = new ArrayDeque<>();
    private boolean isAtOnce = true;
    private final Scheduler scheduler = new Scheduler(
            new TimeSource() {
                @Override
                public Instant now() {
                    return now;
                }

                @Override
                public long nanos() {
                    return nanos;
                }
            },
            new Random(1),
            task -> {
                if (isAtOnce) {
                    task.run();
                } else {
                    begun.add(task);
                }
            },
            new Pauses() {
                @Override
                public boolean isPaused(String service) {
                    return paused.contains(service);
                }

                @Override
                public void pause(String service) {
                    paused.add(service);
                }

                @Override
                public void resume(String service) {
                    paused.remove(service);
                }
            },
            name -> overrides.getOrDefault(name, ""),
            history::add,
            "node");

    /** Counts. */
    private static class CountService implements BackgroundService {

        final List<Instant> runs = new ArrayList<>();
        Schedule schedule;
        MissedRuns missedRuns = MissedRuns.RUN_ONCE;
        boolean isOnStart;
        boolean isBroken;
        Duration jitter = Duration.ZERO;

        CountService(Schedule schedule) {
            this.schedule = schedule;
        }

        @Override
        public Schedule schedule() {
            return schedule;
        }

        @Override
        public boolean scheduleOnStart() {
            return isOnStart;
        }

        @Override
        public MissedRuns missedRuns() {
            return missedRuns;
        }

        @Override
        public Duration jitter() {
            return jitter;
        }

        @Override
        public void job(JobContext context) {
            runs.add(context.scheduledFor());
            if (isBroken) {
                throw new IllegalStateException("no printer");
            }
        }
    }

    private static CountService every(int seconds) {
        return new CountService(Schedule.every(Duration.ofSeconds(seconds)));
    }

    private ServiceDefinition add(BackgroundService service) {
        ServiceDefinition definition = ServiceDefinition.of("hello", service, LoggerFactory.getLogger("hello"));
        scheduler.add(definition);
        return definition;
    }

    /** Time passes, second by second. */
    private void pass(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            now = now.plusSeconds(1);
            nanos += 1_000_000_000L;
            long unused = scheduler.tick();
        }
    }

    /** The machine sleeps, or is too busy to look. */
    private void sleep(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        long unused = scheduler.tick();
    }

    private ServiceStatus status() {
        return scheduler.list().get(0);
    }

    private static List<Instant> at(String... times) {
        return List.of(times).stream()
                .map(time -> Instant.parse("2026-11-29T" + time + "Z"))
                .toList();
    }

    @Test
    void theFirstRunIsAfterOneInterval() {
        CountService service = every(20);
        add(service);
        pass(Duration.ofSeconds(19));
        assertThat(service.runs).isEmpty();
        assertThat(status().next()).contains(Instant.parse("2026-11-29T12:00:20Z"));
        pass(Duration.ofSeconds(41));
        assertThat(service.runs).isEqualTo(at("12:00:20", "12:00:40", "12:01:00"));
        assertThat(history)
                .extracting(ServiceRun::service, ServiceRun::outcome)
                .containsOnly(tuple("hello.countService", Outcome.DONE));
    }

    @Test
    void orAtOnceIfItWantsThat() {
        CountService service = every(20);
        service.isOnStart = true;
        add(service);
        assertThat(scheduler.tick()).isPositive();
        assertThat(service.runs).hasSize(1);
        assertThat(history.get(0).trigger()).isEqualTo(Trigger.START);
        pass(Duration.ofSeconds(20));
        assertThat(service.runs).hasSize(2);
    }

    @Test
    void aRunThatGoesOnIsNotOvertaken() {
        CountService service = every(20);
        add(service);
        isAtOnce = false;
        pass(Duration.ofSeconds(50));
        assertThat(begun).as("from start to start, without overlap").hasSize(1);
        assertThat(status().state()).isEqualTo(State.RUNNING);
        begun.remove().run();
        pass(Duration.ofSeconds(10));
        assertThat(begun).as("at the next time").hasSize(1);
        assertThatThrownBy(() -> scheduler.run("hello.countService", ADMIN))
                .isInstanceOf(ServiceException.class)
                .hasMessage("the service hello.countService runs already");
    }

    @Test
    void cronGoesByTheClock() {
        CountService service = new CountService(Schedule.cron("*/5 * * * *"));
        add(service);
        pass(Duration.ofMinutes(11));
        assertThat(service.runs).isEqualTo(at("12:05:00", "12:10:00"));
    }

    @Test
    void aClockThatIsSetBackRepeatsNothing() {
        CountService cron = new CountService(Schedule.cron("0 * * * *"));
        add(cron);
        CountService interval = new CountService(Schedule.every(Duration.ofMinutes(10))) {};
        scheduler.add(new ServiceDefinition(
                "hello.interval",
                "hello",
                interval.schedule,
                false,
                Duration.ZERO,
                Duration.ofHours(1),
                MissedRuns.RUN_ONCE,
                RunsOn.EACH_SERVER,
                interval,
                LoggerFactory.getLogger("hello")));
        pass(Duration.ofMinutes(65));
        now = now.minus(Duration.ofMinutes(30));
        pass(Duration.ofMinutes(60));
        assertThat(cron.runs).isEqualTo(at("13:00:00"));
        assertThat(interval.runs).as("time passes all the same").hasSize(12);
        pass(Duration.ofMinutes(30));
        assertThat(cron.runs).isEqualTo(at("13:00:00", "14:00:00"));
    }

    @Test
    void aClockThatWasWrongIsForgotten() {
        now = Instant.parse("2037-01-01T00:00:00Z");
        CountService service = new CountService(Schedule.cron("0 * * * *"));
        add(service);
        pass(Duration.ofMinutes(61));
        now = Instant.parse("2026-11-29T12:30:00Z");
        pass(Duration.ofMinutes(60));
        assertThat(service.runs).last().isEqualTo(Instant.parse("2026-11-29T13:00:00Z"));
    }

    private CountService asleep(MissedRuns policy) {
        CountService service = new CountService(Schedule.cron("0 * * * *"));
        service.missedRuns = policy;
        add(service);
        sleep(Duration.ofMinutes(210));
        pass(Duration.ofMinutes(31));
        return service;
    }

    @Test
    void whatIsMissedIsSkipped() {
        assertThat(asleep(MissedRuns.SKIP).runs).isEqualTo(at("16:00:00"));
        assertThat(history)
                .filteredOn(run -> run.outcome() == Outcome.MISSED)
                .extracting(ServiceRun::scheduledFor)
                .isEqualTo(at("13:00:00", "14:00:00", "15:00:00"));
    }

    @Test
    void orRunOnceForAll() {
        assertThat(asleep(MissedRuns.RUN_ONCE).runs).isEqualTo(at("15:00:00", "16:00:00"));
        assertThat(history)
                .filteredOn(run -> run.outcome() == Outcome.MISSED)
                .extracting(ServiceRun::scheduledFor)
                .isEqualTo(at("13:00:00", "14:00:00"));
    }

    @Test
    void orEachIsRun() {
        assertThat(asleep(MissedRuns.RUN_ALL).runs).isEqualTo(at("13:00:00", "14:00:00", "15:00:00", "16:00:00"));
    }

    @Test
    void aClockSetForwardByYearsIsNoFlood() {
        CountService service = new CountService(Schedule.cron("* * * * * * *"));
        service.missedRuns = MissedRuns.RUN_ALL;
        add(service);
        now = now.plus(Duration.ofDays(4_000));
        pass(Duration.ofSeconds(1));
        assertThat(service.runs).hasSize(100);
    }

    @Test
    void oneThatFailsPausesLonger() {
        CountService service = every(1);
        service.isBroken = true;
        add(service);
        pass(Duration.ofSeconds(75));
        assertThat(service.runs).isEqualTo(at("12:00:01", "12:00:11", "12:00:31", "12:01:11"));
        assertThat(status().failures()).isEqualTo(4);
        assertThat(history.get(0).error()).isEqualTo("java.lang.IllegalStateException: no printer");
        pass(Duration.ofHours(5));
        assertThat(service.runs).as("at most an hour").hasSizeGreaterThan(10);
        service.isBroken = false;
        pass(Duration.ofHours(1));
        assertThat(status().failures()).isZero();
        int before = service.runs.size();
        pass(Duration.ofSeconds(10));
        assertThat(service.runs).as("as before").hasSize(before + 10);
    }

    @Test
    void oneThatFailsDoesNotHurtOthers() {
        CountService service = every(1);
        add(service);
        add(new ErrorService());
        pass(Duration.ofSeconds(3));
        assertThat(service.runs).hasSize(3);
        assertThat(history)
                .filteredOn(run -> run.service().equals("hello.errors"))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
                    assertThat(run.error()).isEqualTo("java.lang.StackOverflowError");
                });
    }

    @ServiceName("errors")
    private static final class ErrorService implements BackgroundService {
        @Override
        public Schedule schedule() {
            return Schedule.every(Duration.ofSeconds(1));
        }

        @Override
        public void job(JobContext context) {
            throw new StackOverflowError();
        }
    }

    @Test
    void pausesOutliveUpdatesAndReplayNothing() throws Exception {
        CountService service = new CountService(Schedule.cron("0 * * * *"));
        service.missedRuns = MissedRuns.RUN_ALL;
        ServiceDefinition definition = add(service);
        assertThat(scheduler.pause("hello.countService", ADMIN).state()).isEqualTo(State.PAUSED);
        pass(Duration.ofHours(2));
        scheduler.remove(definition);
        add(service);
        assertThat(status().state()).isEqualTo(State.PAUSED);
        assertThat(status().next()).isEmpty();
        pass(Duration.ofMinutes(90));
        scheduler.run("hello.countService", ADMIN);
        assertThat(service.runs).as("by hand").hasSize(1);
        assertThat(history).singleElement().extracting(ServiceRun::trigger).isEqualTo(Trigger.REQUEST);
        assertThat(scheduler.resume("hello.countService", ADMIN).state()).isEqualTo(State.WAITING);
        pass(Duration.ofHours(1));
        assertThat(service.runs).hasSize(2).last().isEqualTo(Instant.parse("2026-11-29T16:00:00Z"));
    }

    @Test
    void theConfigurationHasTheLastWord() {
        CountService service = every(20);
        overrides.put("hello.countService", "5s");
        add(service);
        assertThat(status().schedule()).isEqualTo("every 5 s");
        assertThat(status().isOverridden()).isTrue();
        pass(Duration.ofSeconds(5));
        assertThat(service.runs).hasSize(1);
        overrides.put("hello.countService", "soon");
        scheduler.readOverrides();
        assertThat(status().schedule()).isEqualTo("every 20 s");
        assertThat(status().problem())
                .startsWith("the cron expression 'soon' has 1 fields;")
                .endsWith("; the service's own schedule is in effect");
        overrides.clear();
        scheduler.readOverrides();
        assertThat(status().problem()).isEmpty();
        pass(Duration.ofSeconds(20));
        assertThat(service.runs).hasSize(2);
    }

    @Test
    void aScheduleMayEnd() {
        add(new CountService(Schedule.cron("0 13 29 11 * 2026")));
        assertThat(status().state()).isEqualTo(State.WAITING);
        pass(Duration.ofHours(2));
        assertThat(status().state()).isEqualTo(State.ENDED);
        assertThat(history).hasSize(1);
    }

    @Test
    void jitterMakesRunsLateAtRandom() {
        CountService service = new CountService(Schedule.cron("0 * * * *"));
        service.jitter = Duration.ofMinutes(10);
        add(service);
        pass(Duration.ofMinutes(60));
        assertThat(service.runs).isEmpty();
        pass(Duration.ofMinutes(11));
        assertThat(service.runs).isEqualTo(at("13:00:00"));
        assertThat(history.get(0).started())
                .isAfter(Instant.parse("2026-11-29T13:00:00Z"))
                .isBefore(Instant.parse("2026-11-29T13:10:01Z"));
    }

    @Test
    void twoOfOneNameAreRefused() {
        add(every(1));
        assertThatThrownBy(() -> add(every(1)))
                .hasMessage("there are two services named hello.countService; give one another @ServiceName");
        assertThatThrownBy(() -> scheduler.find("hello.nothing"))
                .hasMessage("there is no service hello.nothing; carrack service list has those there are");
    }

    @Test
    void whatAServiceSaysIsChecked() {
        CountService silent = every(1);
        silent.jitter = Duration.ofSeconds(-1);
        assertThatThrownBy(() -> add(silent)).hasMessage("the service countService has a jitter below nothing");
        assertThatThrownBy(() -> add(new SilentService()))
                .hasMessage(
                        "the service silentService cannot say its schedule: the cron expression 'x' has 1 fields; it must have 5 (minute hour day month weekday), 6 (with the year last), 7 (with the seconds first), or be one of @annually, @daily, @hourly, @monthly, @weekly, @yearly");
        assertThatThrownBy(() -> add(new CountService(Schedule.every(Duration.ofSeconds(1))) {}))
                .hasMessageEndingWith(
                        "cannot be named '': letters, digits, _ and -, starting with a letter, in @ServiceName");
    }

    private static final class SilentService implements BackgroundService {
        @Override
        public Schedule schedule() {
            return Schedule.cron("x");
        }

        @Override
        public void job(JobContext context) {
            // It is never run.
        }
    }

    /** On real threads. */
    @Test
    void itsThreadIsInterruptedAtTheLimitAndWhenThePackageStops() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch ended = new CountDownLatch(2);
        Scheduler real = new Scheduler(
                TimeSource.system(),
                new Random(1),
                threads,
                new Pauses() {
                    @Override
                    public boolean isPaused(String service) {
                        return false;
                    }

                    @Override
                    public void pause(String service) throws IOException {
                        throw new IOException("the disk is full");
                    }

                    @Override
                    public void resume(String service) {
                        // Nothing is stored here.
                    }
                },
                name -> "",
                run -> {
                    synchronized (history) {
                        history.add(run);
                    }
                    ended.countDown();
                },
                "node");
        CountDownLatch inJob = new CountDownLatch(2);
        HangService limited = new HangService(inJob, Duration.ofNanos(1));
        @ServiceName("other")
        final class OtherService extends HangService {
            OtherService() {
                super(inJob, Duration.ofHours(1));
            }
        }
        ServiceDefinition one = ServiceDefinition.of("hello", limited, LoggerFactory.getLogger("hello"));
        ServiceDefinition other = ServiceDefinition.of("hello", new OtherService(), LoggerFactory.getLogger("hello"));
        real.add(one);
        real.add(other);
        real.run("hello.hangService", ADMIN);
        real.run("hello.other", ADMIN);
        assertThat(inJob.await(20, TimeUnit.SECONDS)).isTrue();
        real.tick();
        real.remove(other);
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(history)
                .extracting(ServiceRun::service, ServiceRun::outcome)
                .containsExactlyInAnyOrder(
                        tuple("hello.hangService", Outcome.TIMED_OUT), tuple("hello.other", Outcome.CANCELLED));
        assertThatThrownBy(() -> real.pause("hello.hangService", ADMIN))
                .hasMessage(
                        "it cannot be stored whether the service hello.hangService is paused, so nothing was changed: the disk is full");
        assertThat(real.find("hello.hangService").state()).isEqualTo(State.WAITING);
        threads.shutdownNow();
        real.run("hello.hangService", ADMIN);
        assertThat(real.find("hello.hangService").last().orElseThrow().error())
                .as("no thread")
                .isEqualTo("java.lang.IllegalStateException: too many services run at once");
    }

    private static class HangService implements BackgroundService {

        private final CountDownLatch inJob;
        private final Duration limit;

        HangService(CountDownLatch inJob, Duration limit) {
            this.inJob = inJob;
            this.limit = limit;
        }

        @Override
        public Schedule schedule() {
            return Schedule.every(Duration.ofDays(1));
        }

        @Override
        public Duration timeLimit() {
            return limit;
        }

        @Override
        public void job(JobContext context) throws InterruptedException {
            inJob.countDown();
            new CountDownLatch(1).await();
        }
    }
}
