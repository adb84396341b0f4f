package org.carrack.runtime.monitoring.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Whether the threads that must not end are alive. A module has one watched by registering it as a service of the type
 * {@link Thread} with the property {@code carrack.thread}, the name of what it does.
 */
@Component(
        property = {
            HealthCheck.NAME + "=threads",
            HealthCheck.TAGS + "=system",
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=0"
        })
public final class ThreadsCheck implements HealthCheck {

    private static final String NAME = "carrack.thread";

    private final Map<Thread, String> threads = new ConcurrentHashMap<>();

    @Activate
    public ThreadsCheck() {}

    @Reference(
            target = "(" + NAME + "=*)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addThread(Thread thread, Map<String, Object> properties) {
        threads.put(thread, String.valueOf(properties.get(NAME)));
    }

    void removeThread(Thread thread) {
        threads.remove(thread);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        threads.forEach((thread, name) -> {
            if (!thread.isAlive()) {
                log.critical("the thread of the {} has ended; restart the server", name);
            }
        });
        log.info("{} threads are watched", threads.size());
        return new Result(log);
    }
}
