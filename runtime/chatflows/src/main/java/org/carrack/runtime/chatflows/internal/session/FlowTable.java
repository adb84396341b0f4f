package org.carrack.runtime.chatflows.internal.session;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The chatflows of live packages. For any thread. */
public final class FlowTable {

    private final Map<String, Flow> flows = new ConcurrentHashMap<>();

    /**
     * Adds a chatflow, in the place of that of the package's version before.
     *
     * @return whether there was none of that version and name
     */
    public boolean add(Flow flow) {
        Flow before = flows.put(flow.key(), flow);
        boolean isFirst = before == null || !before.version().equals(flow.version());
        if (!isFirst) {
            flows.put(flow.key(), before);
        }
        return isFirst;
    }

    public void remove(Flow flow) {
        flows.remove(flow.key(), flow);
    }

    /** The chatflow of a package; nothing if it has none of that name. */
    public Optional<Flow> find(String packageName, String chat) {
        return Optional.ofNullable(flows.get(packageName + "/" + chat));
    }

    /** All, by package and name. */
    public List<Flow> all() {
        return flows.values().stream().sorted(Comparator.comparing(Flow::key)).toList();
    }

    /** Those of a package, by name. */
    public List<Flow> of(String packageName) {
        return all().stream()
                .filter(flow -> flow.packageName().equals(packageName))
                .toList();
    }
}
