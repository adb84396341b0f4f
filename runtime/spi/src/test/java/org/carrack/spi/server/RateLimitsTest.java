package org.carrack.spi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimits limits = new RateLimits(nanos::get);

    @Test
    void letsAsManyThroughAsAreAllowedAndAsManyAgainInAMinute() {
        for (int i = 0; i < 60; i++) {
            assertThat(limits.take("ada", 60)).isZero();
        }
        assertThat(limits.take("ada", 60)).isEqualTo(1);
        assertThat(limits.take("bob", 60)).isZero();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(limits.take("ada", 60)).isZero();
        assertThat(limits.take("ada", 60)).isEqualTo(1);
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        for (int i = 0; i < 60; i++) {
            assertThat(limits.take("ada", 60)).isZero();
        }
        assertThat(limits.take("ada", 60)).isPositive();
    }

    @Test
    void saysHowLongToWait() {
        assertThat(limits.take("ada", 1)).isZero();
        assertThat(limits.take("ada", 1)).isEqualTo(60);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(50));
        assertThat(limits.take("ada", 1)).isEqualTo(10);
    }
}
