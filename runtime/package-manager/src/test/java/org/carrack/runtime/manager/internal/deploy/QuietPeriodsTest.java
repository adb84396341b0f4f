package org.carrack.runtime.manager.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuietPeriodsTest {

    private final AtomicLong nanos = new AtomicLong(-7);
    private final QuietPeriods<String> periods = new QuietPeriods<>(nanos::get);

    @Test
    void quietPeriodBeginsWithTheLastEvent() {
        periods.event("a");
        nanos.addAndGet(100);
        assertThat(periods.quiet("a")).isEqualTo(Duration.ofNanos(100));
        periods.event("a");
        nanos.addAndGet(3);
        assertThat(periods.quiet("a")).isEqualTo(Duration.ofNanos(3));
    }

    @Test
    void whatWasProcessedIsNotPending() {
        assertThat(periods.isEmpty()).isTrue();
        periods.event("a");
        periods.eventLongAgo("b");
        assertThat(periods.pending()).containsExactlyInAnyOrder("a", "b");
        assertThat(periods.quiet("b")).isGreaterThan(Duration.ofHours(1));
        periods.remove("a");
        assertThat(periods.isPending("a")).isFalse();
        assertThat(periods.isPending("b")).isTrue();
    }
}
