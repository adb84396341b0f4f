package org.carrack.runtime.manager.internal.journal;

import java.util.Map;
import java.util.TreeMap;

/**
 * All that is kept over restarts. Immutable.
 *
 * @param isNew whether this home has never been used
 * @param packages by name
 * @param deployed by file
 */
public record SavedState(boolean isNew, Map<String, PackageRecord> packages, Map<String, DeployRecord> deployed) {

    public static final SavedState NEW = new SavedState(true, Map.of(), Map.of());

    public SavedState {
        packages = java.util.Collections.unmodifiableMap(new TreeMap<>(packages));
        deployed = java.util.Collections.unmodifiableMap(new TreeMap<>(deployed));
    }
}
