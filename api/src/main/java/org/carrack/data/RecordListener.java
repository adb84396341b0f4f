package org.carrack.data;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives changes of records. Packages and modules implement it as a service; {@link ListensTo}, or the
 * property {@value #MODEL}, says of which models.
 *
 * <p>Called after the change is stored, by the thread that made it, in the order of the changes of one thread. What it throws is
 * logged and changes nothing.
 */
@ConsumerType
@FunctionalInterface
public interface RecordListener {

    /** The service property with the URLs of the models; all models if there is none. */
    String MODEL = "carrack.model";

    /** The kind of change. */
    enum Action {
        ADDED,
        CHANGED,
        DELETED
    }

    /**
     * A record has changed.
     *
     * @param url its model
     * @param id its number; 0 if all were deleted at once
     * @param value its new content; empty if it was deleted
     */
    void changed(String url, Action action, long id, Optional<Map<String, Object>> value);
}
