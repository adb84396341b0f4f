package org.carrack.runtime.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Duration first = Duration.ofSeconds(1);

    private final InstantSource clock = () -> now;
    private final Throttle throttle = new Throttle(clock, () -> first);

    /** Tries until a password is taken, and tells how long that took. */
    private Duration waitFor(String account, String address) {
        Optional<Duration> wait = throttle.begin(account, address);
        Duration all = wait.orElse(Duration.ZERO);
        now = now.plus(all);
        if (wait.isPresent()) {
            assertThat(throttle.begin(account, address)).isEmpty();
        }
        return all;
    }

    @Test
    void theDelayGrowsWithEachWrongPassword() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            waits.add(waitFor("ada", "10.0.0.1").toSeconds());
        }

        assertThat(waits)
                .containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L, 900L);
    }

    @Test
    void theFirstDelayIsTheOwners() {
        first = Duration.ofMinutes(10);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waits.add(waitFor("ada", "10.0.0.1").toSeconds());
        }
        assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 0L, 600L, 900L);
        first = Duration.ofSeconds(2);
        for (int i = 0; i < 5; i++) {
            waitFor("bob", "10.0.0.2");
        }
        assertThat(waitFor("bob", "10.0.0.2")).as("another one counts at once").hasSeconds(2);
    }

    @Test
    void aRightPasswordForgetsTheWrongOnes() {
        for (int i = 0; i < 4; i++) {
            waitFor("ada", "10.0.0.1");
        }
        throttle.succeeded("ada", "10.0.0.1");

        for (int i = 0; i < 5; i++) {
            assertThat(throttle.begin("ada", "10.0.0.1")).isEmpty();
        }
        assertThat(throttle.begin("ada", "10.0.0.1")).isPresent();
    }

    @Test
    void aStrangerElsewhereDoesNotLockOutTheOwner() {
        for (int i = 0; i < 10; i++) {
            waitFor("ada", "10.0.0.1");
        }

        assertThat(throttle.begin("ada", "10.0.0.2")).isEmpty();
    }

    @Test
    void manyStrangersTogetherDo() {
        for (int i = 0; i < 50; i++) {
            throttle.begin("ada", "10.0.1." + i);
        }

        assertThat(throttle.begin("ada", "10.0.2.1")).isPresent();
        assertThat(throttle.begin("bob", "10.0.2.1")).isEmpty();
        assertThat(throttle.lockedUntil("ada")).isPresent();
        assertThat(throttle.lockedUntil("bob")).isEmpty();
    }

    @Test
    void oneAddressThatTriesManyAccountsIsLocked() {
        for (int i = 0; i < 50; i++) {
            throttle.begin("user" + i, "2001:db8:1:2:3:4:5:" + i);
        }

        assertThat(throttle.begin("ada", "2001:db8:1:2:9:9:9:9")).isPresent();
        assertThat(throttle.begin("ada", "2001:db8:1:3:9:9:9:9")).isEmpty();
    }

    @Test
    void aLoginOfOnesOwnMakesNoRoomForTriesAtOthers() {
        for (int i = 0; i < 49; i++) {
            throttle.begin("user" + i, "10.0.0.1");
            throttle.begin("eve", "10.0.0.1");
            throttle.succeeded("eve", "10.0.0.1");
        }
        throttle.begin("bob", "10.0.0.1");

        assertThat(throttle.begin("ada", "10.0.0.1")).isPresent();
        assertThat(throttle.forgetAddress("10.0.0.1")).isTrue();
        assertThat(throttle.begin("ada", "10.0.0.1")).isEmpty();
    }

    @Test
    void anAddressOfIpv6IsKnownHoweverItIsWritten() {
        for (int i = 0; i < 5; i++) {
            throttle.begin("ada", "2001:db8:0:2::" + i);
        }

        assertThat(throttle.begin("ada", "2001:db8::2:0:0:0:9")).isPresent();
    }

    @Test
    void whatIsUnlockedIsAskedAgain() {
        for (int i = 0; i < 6; i++) {
            throttle.begin("ada", "10.0.0.1");
        }
        assertThat(throttle.lockedUntil("ada")).isPresent();

        throttle.forget("ada");

        assertThat(throttle.lockedUntil("ada")).isEmpty();
        assertThat(throttle.begin("ada", "10.0.0.1")).isEmpty();
    }

    @Test
    void aDayLaterNothingIsRemembered() {
        for (int i = 0; i < 6; i++) {
            throttle.begin("ada", "10.0.0.1");
        }
        now = now.plus(Duration.ofDays(2));

        for (int i = 0; i < 5; i++) {
            assertThat(throttle.begin("ada", "10.0.0.1")).isEmpty();
        }
    }
}
