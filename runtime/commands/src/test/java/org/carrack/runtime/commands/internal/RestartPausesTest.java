package org.carrack.runtime.commands.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a program that ended is left alone. */
class RestartPausesTest {

    private final AtomicLong now = new AtomicLong(1);
    private final RestartPauses pauses = new RestartPauses(now::get);

    @Test
    void pausesGrowToAMinute() {
        assertThat(List.of(next(), next(), next(), next(), next(), next(), next(), next()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(pauses.afterNext()).isEqualTo(RestartPauses.LONGEST);
    }

    @Test
    void whatRanForAWhileIsStartedSoonAgain() {
        next();
        next();
        run(Duration.ofSeconds(60));
        assertThat(next()).isEqualTo(4);
        run(Duration.ofSeconds(61));
        assertThat(next()).isEqualTo(1);
    }

    private void run(Duration time) {
        pauses.started();
        now.addAndGet(time.toNanos());
        pauses.ended();
    }

    private long next() {
        return pauses.next().toSeconds();
    }
}
