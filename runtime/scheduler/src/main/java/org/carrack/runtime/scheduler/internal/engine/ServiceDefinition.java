package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.service.BackgroundService;
import org.carrack.service.MissedRuns;
import org.carrack.service.RunsOn;
import org.carrack.service.Schedule;
import org.carrack.service.ServiceName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What a service says of itself, asked once.
 *
 * @param name with its package
 * @param log that of its package
 */
public record ServiceDefinition(
        String name,
        String packageName,
        Schedule schedule,
        boolean isOnStart,
        Duration jitter,
        Duration timeLimit,
        MissedRuns missedRuns,
        RunsOn runsOn,
        BackgroundService service,
        Logger log) {

    /**
     * Asks a service.
     *
     * @throws IllegalArgumentException if it cannot say, or says what cannot be; the message is one sentence for its author
     */
    public static ServiceDefinition of(String packageName, BackgroundService service, Logger log) {
        String name = nameOf(service.getClass());
        ServiceDefinition said = new ServiceDefinition(
                packageName + "." + name,
                packageName,
                answer(name, "schedule", service::schedule),
                answer(name, "scheduleOnStart", service::scheduleOnStart),
                answer(name, "jitter", service::jitter),
                answer(name, "timeLimit", service::timeLimit),
                answer(name, "missedRuns", service::missedRuns),
                answer(name, "runsOn", service::runsOn),
                service,
                log);
        if (said.jitter().isNegative()) {
            throw new IllegalArgumentException("the service %s has a jitter below nothing".formatted(name));
        }
        if (said.timeLimit().isNegative() || said.timeLimit().isZero()) {
            throw new IllegalArgumentException(
                    "the service %s has no time to run: its time limit is %s".formatted(name, said.timeLimit()));
        }
        return said;
    }

    /** The record of a time at which it did not run. */
    public ServiceRun missed(Instant moment, Instant found, String node) {
        return new ServiceRun(name, Trigger.SCHEDULE, moment, found, Duration.ZERO, Outcome.MISSED, "", node);
    }

    /** The name of a service in its package. */
    public static String nameOf(Class<?> type) {
        ServiceName given = type.getAnnotation(ServiceName.class);
        String simple = type.getSimpleName();
        String named = simple.isEmpty() ? "" : Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
        String name = given == null ? named : given.value();
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,99}")) {
            throw new IllegalArgumentException(
                    "the service %s cannot be named '%s': letters, digits, _ and -, starting with a letter, in @ServiceName"
                            .formatted(type.getName(), name));
        }
        return name;
    }

    private static <T> T answer(String name, String what, Supplier<@Nullable T> question) {
        @Nullable T answer;
        try {
            answer = question.get();
        } catch (RuntimeException | Error e) { // of a package
            throw new IllegalArgumentException(
                    "the service %s cannot say its %s: %s"
                            .formatted(name, what, e.getMessage() == null ? e : e.getMessage()),
                    e);
        }
        if (answer == null) {
            throw new IllegalArgumentException("the %s of the service %s is null".formatted(what, name));
        }
        return answer;
    }
}
