package org.carrack.runtime.scheduler.internal.engine;

import org.carrack.service.Schedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedule of a service: its own, or that of the configuration. To be guarded by its owner. */
public final class EffectiveSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(EffectiveSchedule.class);

    private final String service;
    private final Schedule own;
    private Schedule now;
    private String overriding = "";
    private String problem = "";

    public EffectiveSchedule(ServiceDefinition definition) {
        service = definition.name();
        own = definition.schedule();
        now = own;
    }

    /**
     * Takes what the configuration says. What is wrong with it is logged, once.
     *
     * @param text empty for nothing
     * @return whether it says something else than before
     */
    public boolean override(String text) {
        if (text.equals(overriding)) {
            return false;
        }
        overriding = text;
        problem = "";
        now = own;
        if (!text.isEmpty()) {
            try {
                now = Schedule.of(text);
            } catch (IllegalArgumentException e) {
                problem = e.getMessage() + "; the service's own schedule is in effect";
                LOG.warn("[services.\"{}\"] in etc/carrack.toml: {}", service, problem);
            }
        }
        return true;
    }

    /** That in effect. */
    public Schedule now() {
        return now;
    }

    public boolean isOverridden() {
        return !now.equals(own);
    }

    /** What is wrong with what the configuration says; empty if nothing is. */
    public String problem() {
        return problem;
    }
}
