package org.carrack.runtime.actors.internal;

import org.carrack.spi.config.ServerConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What a call may use, from the table {@code actors} of {@code etc/carrack.toml}. The file is looked at once in a second at most.
 * Safe for any thread.
 */
@Component(service = Limits.class)
public final class Limits {

    private static final long FRESH_NS = 1_000_000_000;

    private final ActorsConfig config;
    private volatile Values values;

    @Activate
    public Limits(@Reference ServerConfig config) {
        this.config = config.view(ActorsConfig.class);
        values = Values.read(this.config);
    }

    /** {@code time_limit_ms}: how long a call may take. */
    long timeLimitMs() {
        return current().timeLimitMs;
    }

    /** {@code arguments_limit_bytes}: how large the arguments of a call may be. */
    int argumentsLimit() {
        return (int) Math.min(current().argumentsLimit, Integer.MAX_VALUE - 8);
    }

    /** {@code result_limit_bytes}: how large a result may be. */
    int resultLimit() {
        return (int) Math.min(current().resultLimit, Integer.MAX_VALUE - 8);
    }

    /** {@code calls_per_package}: how many calls of a package may run at once. */
    int callsPerPackage() {
        return (int) Math.min(current().callsPerPackage, 10_000);
    }

    private Values current() {
        Values now = values;
        if (System.nanoTime() - now.readAt > FRESH_NS) {
            now = Values.read(config);
            values = now;
        }
        return now;
    }

    private record Values(long readAt, long timeLimitMs, long argumentsLimit, long resultLimit, long callsPerPackage) {

        static Values read(ActorsConfig config) {
            return new Values(
                    System.nanoTime(),
                    config.timeLimitMs(),
                    // 3Bot's limit for a body, and so the default.
                    config.argumentsLimitBytes(),
                    config.resultLimitBytes(),
                    config.callsPerPackage());
        }
    }
}
