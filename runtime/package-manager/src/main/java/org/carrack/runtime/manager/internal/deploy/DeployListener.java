package org.carrack.runtime.manager.internal.deploy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Receives the changes of the deploy folder. Called by the watching thread alone. */
public interface DeployListener {

    /** The folder. */
    Path folder();

    /** Whether a file has been processed as it is now. */
    boolean isKnown(String file, String stamp);

    /** The files that were processed. */
    Set<String> knownFiles();

    /**
     * Files and folders have come or changed, and are whole or will not become so; others are gone.
     *
     * @param changed the stamps by file name
     */
    void changed(Map<String, String> changed, Set<String> gone);
}
