package org.carrack.manage;

import java.util.List;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The background services of live packages, for administration. Implemented by the server; as a service it is there from when the first
 * package with one is live. It does not check whether {@code by} is authorized: its callers do.
 *
 * <p>For any thread. A service is named by its package and its own name, {@code hello.helloService}.
 */
@ProviderType
public interface BackgroundServices {

    /** All, by name. */
    List<ServiceStatus> list();

    /**
     * One of them.
     *
     * @throws ServiceException if there is none of that name
     */
    ServiceStatus find(String name) throws ServiceException;

    /**
     * Runs a service now, if it is paused, too.
     *
     * @param by who wants it, for the log
     * @throws ServiceException if there is none of that name, or it runs already
     */
    void run(String name, Caller by) throws ServiceException;

    /**
     * Has a service run no more by its schedule, over restarts and updates. A run that goes on ends by itself.
     *
     * @throws ServiceException if there is none of that name, or that cannot be stored
     */
    ServiceStatus pause(String name, Caller by) throws ServiceException;

    /**
     * Has a service run by its schedule again, from its next time on: what passed while it was paused is not made up for.
     *
     * @throws ServiceException as for {@link #pause}
     */
    ServiceStatus resume(String name, Caller by) throws ServiceException;

    /**
     * The last runs of a service, the last first. Those of a service that is not there any more are kept for a while, too.
     *
     * @throws ServiceException if nothing of that name is known, or the history cannot be read now
     */
    List<ServiceRun> history(String name, int most) throws ServiceException;
}
