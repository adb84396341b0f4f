package org.carrack.runtime.monitoring.internal;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Meters of things that come and go, such as background services: each has some while it is there. They read what it was at the last scrape.
 *
 * @param <S> what such a thing is at a moment
 */
final class StatusMeters<S> {

    /** Makes the meters of one. */
    @FunctionalInterface
    interface Factory<S> {
        List<Meter> make(Latest<S> latest, MeterRegistry registry);
    }

    /** One as it was at the last scrape. */
    static final class Latest<S> {

        private volatile S status;

        Latest(S status) {
            this.status = status;
        }

        S status() {
            return status;
        }
    }

    private record Metered<S>(Latest<S> latest, List<Meter> meters) {}

    private final Map<String, Metered<S>> metered = new ConcurrentHashMap<>();
    private final Function<S, String> name;
    private final Factory<S> factory;

    StatusMeters(Function<S, String> name, Factory<S> factory) {
        this.name = name;
        this.factory = factory;
    }

    /** Those that are there now. */
    void update(List<S> all, MeterRegistry registry) {
        Map<String, S> now = all.stream().collect(Collectors.toMap(name, Function.identity(), (one, other) -> one));
        metered.entrySet().removeIf(entry -> {
            boolean isGone = !now.containsKey(entry.getKey());
            if (isGone) {
                entry.getValue().meters().forEach(registry::remove);
            }
            return isGone;
        });
        now.forEach((key, status) -> {
            Metered<S> known = metered.get(key);
            if (known == null) {
                Latest<S> latest = new Latest<>(status);
                metered.put(key, new Metered<>(latest, factory.make(latest, registry)));
            } else {
                known.latest().status = status;
            }
        });
    }
}
