package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageState;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.journal.SavedState;
import org.carrack.runtime.manager.internal.journal.StateFile;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.source.Candidate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is there: the records that are kept, the contents they name, the bundles and the live packages. Changed by one
 * thread at a time, under the manager's lock; {@link #infos()} may be called by any.
 */
final class Inventory {

    private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

    private final StateFile file;
    private final ConfigHandlers handlers;
    private final boolean isSafe;

    final Map<String, PackageRecord> records;
    final Map<String, DeployRecord> deployed;
    final Map<String, Candidate> contents = new HashMap<>();
    final Map<String, Bundle> bundles = new HashMap<>();
    final Map<String, Running> running = new TreeMap<>();

    /** Packages that do not run for want of something another package may bring. */
    final Set<String> waiting = new HashSet<>();

    private record Shown(
            PackageRecord record,
            @Nullable Candidate content,
            @Nullable Running running) {}

    private Map<String, DeployRecord> savedDeployed;
    private volatile List<Shown> shown = List.of();

    Inventory(StateFile file, SavedState saved, ConfigHandlers handlers, boolean isSafe) {
        this.isSafe = isSafe;
        this.file = file;
        this.handlers = handlers;
        records = new TreeMap<>(saved.packages());
        deployed = new TreeMap<>(saved.deployed());
        savedDeployed = Map.copyOf(deployed);
    }

    /** Commits the records. */
    void save() throws IOException {
        file.write(new SavedState(false, records, deployed));
        savedDeployed = Map.copyOf(deployed);
    }

    /** Writes down what files were dealt with, where no commit has done so yet. */
    void saveIfDeployedChanged() {
        if (!deployed.equals(savedDeployed)) {
            saveQuietly();
        }
    }

    /** Writes down what can be found out again after a crash. */
    void saveQuietly() {
        try {
            save();
        } catch (IOException e) {
            LOG.error("the state of the packages could not be written: {}", e.toString());
        }
    }

    /** Shows readers how it is now; {@code refused} are packages of the deploy folder that could not be added. */
    void publish(Collection<PackageRecord> refused) {
        List<Shown> now = new ArrayList<>();
        records.values().forEach(r -> now.add(new Shown(r, contents.get(r.name()), running.get(r.name()))));
        refused.stream().filter(r -> !records.containsKey(r.name())).forEach(r -> now.add(new Shown(r, null, null)));
        now.sort(java.util.Comparator.comparing(s -> s.record().name()));
        shown = List.copyOf(now);
    }

    /** All packages as people see them. */
    List<PackageInfo> infos() {
        return shown.stream().map(this::info).toList();
    }

    private PackageInfo info(Shown s) {
        PackageRecord r = s.record();
        PackageState state = s.running() != null
                ? PackageState.ACTIVE
                : r.wished() && r.reason() != null ? PackageState.FAILED : PackageState.STOPPED;
        Optional<Descriptor> descriptor =
                s.content() == null ? Optional.empty() : s.content().descriptor();
        List<String> warnings =
                new ArrayList<>(s.content() == null ? List.of() : s.content().warnings());
        if (s.running() != null) {
            warnings.addAll(s.running().live().warnings());
            s.running().untaken().forEach(tag -> warnings.add(handlers.untaken(tag)));
        }
        return new PackageInfo(
                r.name(),
                r.version(),
                state,
                reason(r, state),
                r.source(),
                descriptor.map(Descriptor::label).orElse(r.name()),
                descriptor.map(Descriptor::description).orElse(""),
                descriptor.flatMap(Descriptor::threebot),
                descriptor.map(Descriptor::dependsOn).orElse(List.of()).stream()
                        .map(Dependency::toString)
                        .toList(),
                warnings,
                r.sha256());
    }

    private Optional<String> reason(PackageRecord record, PackageState state) {
        boolean isHeldBack = isSafe && record.wished() && record.reason() == null && state == PackageState.STOPPED;
        return isHeldBack
                ? Optional.of("the server was started with --safe; start %s by name".formatted(record.name()))
                : Optional.ofNullable(record.reason());
    }

    /** What the planner needs to know of all that is there. */
    List<PackageFacts> facts() {
        return contents.values().stream().map(this::facts).toList();
    }

    /** What the planner needs to know of a package. */
    PackageFacts facts(Candidate content) {
        Running live = running.get(content.name());
        boolean isRunning = live != null && live.live().content().sha256().equals(content.sha256());
        return new PackageFacts(
                content.name(),
                content.version(),
                content.sha256(),
                content.needs(),
                live != null && isRunning ? live.uses() : Set.of(),
                isRunning);
    }
}
