package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Masked;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageProperties;
import org.carrack.manage.PackageState;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.runtime.manager.internal.journal.DeployRecord;
import org.carrack.runtime.manager.internal.journal.PackageRecord;
import org.carrack.runtime.manager.internal.journal.SavedState;
import org.carrack.runtime.manager.internal.journal.StateFile;
import org.carrack.runtime.manager.internal.json.JsonValues;
import org.carrack.runtime.manager.internal.plan.PackageFacts;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.source.PackageSource;
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
    private final Path deployFolder;
    private final PackageEvents changes;

    /** By id, as all of these. */
    final Map<String, PackageRecord> records;

    final Map<String, DeployRecord> deployed;

    /** Files of the deploy folder whose package is being added: they are written down as dealt with by its commit. */
    final Set<String> deploying = new HashSet<>();

    final Map<String, PackageArtifact> contents = new HashMap<>();
    final Map<String, Bundle> bundles = new HashMap<>();
    final Map<String, StartedPackage> running = new TreeMap<>();

    /** Packages that do not run for want of something another package may bring. */
    final Set<String> waiting = new HashSet<>();

    /** The tags that serve something at a path, each of which can have an access of its own. */
    private static final Set<String> PLACES = Set.of("static_dirs", "locations", "bottle_servers", "servers");

    private final ManagerConfig config;

    private record PublishedPackage(
            PackageRecord record,
            @Nullable PackageArtifact content,
            @Nullable StartedPackage running) {}

    private Map<String, DeployRecord> savedDeployed;
    private volatile List<PublishedPackage> shown = List.of();

    Inventory(
            StateFile file,
            SavedState saved,
            ConfigHandlers handlers,
            ManagerConfig config,
            boolean isSafe,
            Path deployFolder,
            PackageEvents changes) {
        this.config = config;
        this.isSafe = isSafe;
        this.deployFolder = deployFolder;
        this.changes = changes;
        this.file = file;
        this.handlers = handlers;
        records = new TreeMap<>(saved.packages());
        deployed = new TreeMap<>(saved.deployed());
        savedDeployed = Map.copyOf(deployed);
    }

    /** The record of the package of that name: the primary one, else the newest secondary. */
    Optional<PackageRecord> recordOf(String name) {
        PackageRecord primary = records.get(name);
        return primary != null
                ? Optional.of(primary)
                : records.values().stream()
                        .filter(r -> r.name().equals(name))
                        .max(Comparator.comparing(PackageRecord::packageVersion));
    }

    /** Commits the records. */
    void save() throws IOException {
        Map<String, DeployRecord> done = deployedNow();
        file.write(new SavedState(Optional.empty(), false, records, done));
        savedDeployed = done;
    }

    /** Writes down what files were dealt with, if no commit has done so yet. */
    void saveIfDeployedChanged() {
        if (!deployedNow().equals(savedDeployed)) {
            saveQuietly();
        }
    }

    private Map<String, DeployRecord> deployedNow() {
        Map<String, DeployRecord> done = new TreeMap<>(deployed);
        done.keySet().removeAll(deploying);
        return done;
    }

    /** Writes down what can be found out again after a crash. */
    void saveQuietly() {
        try {
            save();
        } catch (IOException e) {
            LOG.error("the state of the packages could not be written: {}", e.toString());
        }
    }

    /**
     * Shows readers how it is now.
     *
     * @param refused packages of the deploy folder that could not be added, or have yet to be
     * @param isClaimed whether a transaction changes the package of a name; it is shown as it was before
     */
    void publish(Collection<PackageRecord> refused, Predicate<String> isClaimed) {
        List<PublishedPackage> now = new ArrayList<>();
        shown.stream().filter(s -> isClaimed.test(s.record().name())).forEach(now::add);
        records.values().stream()
                .filter(r -> !isClaimed.test(r.name()))
                .forEach(r -> now.add(new PublishedPackage(r, contents.get(r.id()), running.get(r.id()))));
        refused.stream()
                .filter(r -> !records.containsKey(r.id()) && !isClaimed.test(r.name()))
                .forEach(r -> now.add(new PublishedPackage(r, null, null)));
        now.sort(Comparator.comparing((PublishedPackage s) -> s.record().name())
                .thenComparing(s -> s.record().secondary())
                .thenComparing(s -> s.record().packageVersion(), Comparator.reverseOrder()));
        shown = List.copyOf(now);
        changes.tell(now.stream().map(this::seen).toList());
    }

    private PackageEvents.PackageSnapshot seen(PublishedPackage s) {
        PackageRecord r = s.record();
        String reason = r.reason();
        return new PackageEvents.PackageSnapshot(
                r.id(), r.name(), r.version(), state(s).toString(), r.sha256(), reason == null ? "" : reason);
    }

    private PackageState state(PublishedPackage s) {
        PackageRecord r = s.record();
        if (s.running() != null) {
            return PackageState.ACTIVE;
        }
        if (!r.shouldRun() || (isSafe && r.reason() == null)) {
            return PackageState.STOPPED;
        }
        return r.reason() == null ? PackageState.STARTING : PackageState.FAILED;
    }

    /** All packages as people see them. */
    List<PackageInfo> infos() {
        return shown.stream().map(this::info).toList();
    }

    private PackageInfo info(PublishedPackage s) {
        PackageRecord r = s.record();
        PackageState state = state(s);
        Optional<Descriptor> descriptor =
                s.content() == null ? Optional.empty() : s.content().descriptor();
        List<String> warnings =
                new ArrayList<>(s.content() == null ? List.of() : s.content().warnings());
        if (s.running() != null) {
            warnings.addAll(s.running().live().warnings());
            if (!r.secondary()) {
                s.running().untaken().forEach(tag -> warnings.add(handlers.untaken(tag)));
            }
        }
        return new PackageInfo(
                r.name(),
                r.version(),
                state,
                reason(r, state),
                Masked.url(r.source()),
                r.secondary(),
                Optional.ofNullable(r.previous()).map(PackageRecord.Previous::version),
                descriptor.map(Descriptor::label).orElse(r.name()),
                descriptor.map(Descriptor::description).orElse(""),
                descriptor.flatMap(Descriptor::threebot),
                descriptor.map(Descriptor::dependsOn).orElse(List.of()).stream()
                        .map(Dependency::toString)
                        .toList(),
                warnings,
                Masked.values(JsonValues.readKept(r.extras())),
                properties(s),
                access(s),
                r.sha256());
    }

    /** Who may use what a package answers, the package itself first and then the places that say something else. */
    private Map<String, String> access(PublishedPackage s) {
        if (s.content() == null) {
            return Map.of();
        }
        PackageArtifact content = s.content();
        Access access = config.access(content);
        Map<String, String> audiences = new LinkedHashMap<>();
        audiences.put("/" + content.name(), access.audience(content.name()));
        for (ConfigTag tag : content.tags()) {
            if (PLACES.contains(tag.name())) {
                putAudience(audiences, content.name(), access, tag);
                tag.children("locations").forEach(place -> putAudience(audiences, content.name(), access, place));
            }
        }
        return audiences;
    }

    private static void putAudience(Map<String, String> audiences, String name, Access around, ConfigTag place) {
        String path = place.child("path_url")
                .flatMap(ConfigTag::value)
                .map(String::valueOf)
                .orElse("");
        try {
            Access access = DescriptorReader.access(place, around);
            if (!path.isEmpty() && !access.equals(around)) {
                audiences.put(path.startsWith("/") ? "/" + name + path : path, access.audience(name));
            }
        } catch (ConfigException e) {
            // A package with such a flag never gets here: its handler refuses it.
            audiences.put(path, Access.CLOSED.audience(name));
        }
    }

    private static PackageProperties properties(PublishedPackage s) {
        Optional<Descriptor> descriptor =
                s.content() == null ? Optional.empty() : s.content().descriptor();
        PackageRecord r = s.record();
        return new PackageProperties(
                "/" + r.name(),
                r.name() + "/" + r.packageVersion().osgi(),
                descriptor.map(Descriptor::actorsDir).orElse("actors"),
                descriptor.map(Descriptor::chatsDir).orElse("chats"),
                values(descriptor, "static_dirs", "path_url"),
                values(descriptor, "bottle_servers", "name"),
                s.running() == null ? List.of() : s.running().actors(),
                s.content() == null ? List.of() : s.content().chats(),
                s.content() == null ? "" : s.content().documentation());
    }

    private static List<String> values(Optional<Descriptor> descriptor, String tag, String key) {
        return descriptor.map(Descriptor::tags).orElse(List.of()).stream()
                .filter(t -> t.isNamed(tag))
                .flatMap(t -> t.child(key).or(() -> t.child("name")).stream())
                .map(t -> String.valueOf(t.value().orElse("")))
                .toList();
    }

    private Optional<String> reason(PackageRecord record, PackageState state) {
        boolean isHeldBack = isSafe && record.shouldRun() && record.reason() == null && state == PackageState.STOPPED;
        return isHeldBack
                ? Optional.of("the server was started with --safe; start %s by name".formatted(record.name()))
                : Optional.ofNullable(record.reason());
    }

    /** What the planner needs to know of all that is there. */
    List<PackageFacts> facts() {
        Map<Bundle, String> ids = new HashMap<>();
        bundles.forEach((id, bundle) -> ids.put(bundle, id));
        List<PackageFacts> all = new ArrayList<>();
        contents.forEach((id, content) -> {
            PackageRecord record = records.get(id);
            if (record != null) {
                all.add(facts(record, content, ids));
            }
        });
        return all;
    }

    private PackageFacts facts(PackageRecord record, PackageArtifact content, Map<Bundle, String> ids) {
        StartedPackage live = running.get(record.id());
        Set<String> uses = live == null
                ? Set.of()
                : live.uses().stream()
                        .flatMap(bundle -> Optional.ofNullable(ids.get(bundle)).stream())
                        .collect(Collectors.toSet());
        boolean isPinned = Deployments.fileOf(record.source())
                .filter(file -> Files.exists(deployFolder.resolve(file)))
                .isPresent();
        return new PackageFacts(
                content.name(),
                content.version(),
                content.sha256(),
                content.needs(),
                uses,
                record.source(),
                live != null,
                record.secondary(),
                isPinned,
                content.singleton());
    }

    /** What the planner needs to know of a package that is not there yet. */
    static PackageFacts facts(PackageSource opened, String place) {
        boolean isReady = opened instanceof PackageArtifact;
        return new PackageFacts(
                opened.name(),
                opened.version(),
                opened instanceof PackageArtifact c ? c.sha256() : "",
                opened.needs(),
                Set.of(),
                place,
                false,
                false,
                Deployments.fileOf(place).isPresent(),
                isReady && ((PackageArtifact) opened).singleton());
    }
}
