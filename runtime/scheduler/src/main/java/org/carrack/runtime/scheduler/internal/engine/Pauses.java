package org.carrack.runtime.scheduler.internal.engine;

import java.io.IOException;

/** Which services are paused. For any thread. */
public interface Pauses {

    boolean isPaused(String service);

    /** Stores it. */
    void pause(String service) throws IOException;

    /** Stores that it is not. */
    void resume(String service) throws IOException;
}
