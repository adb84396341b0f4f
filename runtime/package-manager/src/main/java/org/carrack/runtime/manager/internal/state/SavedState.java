package org.carrack.runtime.manager.internal.state;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that is kept over restarts. Immutable.
 *
 * @param damage what was wrong with the file, where its copy had to be taken
 * @param isNew whether this home has never been used
 * @param packages by id
 * @param deployed by file
 */
public record SavedState(
        Optional<String> damage,
        boolean isNew,
        Map<String, PackageRecord> packages,
        Map<String, DeployRecord> deployed) {

    public static final SavedState NEW = new SavedState(Optional.empty(), true, Map.of(), Map.of());

    public SavedState {
        packages = java.util.Collections.unmodifiableMap(new TreeMap<>(packages));
        deployed = java.util.Collections.unmodifiableMap(new TreeMap<>(deployed));
    }

    /** The same, taken from the copy. */
    public SavedState restored(String what) {
        return new SavedState(Optional.of(what), isNew, packages, deployed);
    }
}
