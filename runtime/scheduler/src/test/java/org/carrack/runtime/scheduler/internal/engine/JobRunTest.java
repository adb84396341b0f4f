package org.carrack.runtime.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.service.BackgroundService;
import org.carrack.service.JobContext;
import org.carrack.service.Schedule;
import org.carrack.service.ServiceName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JobRunTest {

    private final Counting service = new Counting();
    private final JobRun run = new JobRun(
            ServiceDefinition.of("hello", service, LoggerFactory.getLogger("hello")),
            Trigger.SCHEDULE,
            Instant.EPOCH,
            1,
            TimeSource.system());

    @ServiceName("counting")
    private static final class Counting implements BackgroundService {

        private final AtomicInteger jobs = new AtomicInteger();

        @Override
        public Schedule schedule() {
            return Schedule.every(Duration.ofSeconds(1));
        }

        @Override
        public void job(JobContext context) {
            jobs.incrementAndGet();
        }
    }

    @Test
    void whatIsCancelledBeforeItBeginsIsNotBegun() {
        run.cancel(Outcome.CANCELLED);
        assertThat(run.outcome(run.run())).isEqualTo(Outcome.CANCELLED);
        assertThat(service.jobs).hasValue(0);
    }

    /** Else it would be run again by another server. */
    @Test
    void aJobThatIsDoneStaysSoWhenItsPackageStops() {
        Throwable failure = run.run();
        run.cancel(Outcome.CANCELLED);
        run.cancel(Outcome.TIMED_OUT);
        assertThat(run.outcome(failure)).isEqualTo(Outcome.DONE);
        assertThat(service.jobs).hasValue(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
