package org.carrack.runtime.manager.internal.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.spi.manage.InstalledPackages;
import org.jspecify.annotations.Nullable;

/**
 * The list of packages for people. It is published each time the {@linkplain ManagerLock lock} is released after a change, and
 * may be read by any thread.
 */
public final class PackageListing implements InstalledPackages {

    /** The tags that serve something at a path, each of which can have an access of its own. */
    private static final Set<String> LOCATIONS =
            Set.of("static_dirs", "locations", "app_servers", "bottle_servers", "servers");

    private final PackageRegistry registry;
    private final Supplier<? extends Collection<PackageRecord>> notTaken;
    private final ManagerLock lock;
    private final ConfigHandlers handlers;
    private final ManagerConfig config;
    private final boolean isSafe;
    private final List<Consumer<List<PackageSnapshot>>> listeners = new ArrayList<>();
    private volatile List<PackageSnapshot> published = List.of();

    /** A package as it was when the list was published. */
    public record PackageSnapshot(
            PackageRecord record,
            PackageState state,
            @Nullable PackageArtifact content,
            @Nullable StartedPackage running) {}

    /**
     * @param notTaken returns the packages of the deploy folder that were not added, or have yet to be; called under the lock
     * @param isSafe whether packages start only by name
     */
    public PackageListing(
            PackageRegistry registry,
            Supplier<? extends Collection<PackageRecord>> notTaken,
            ManagerLock lock,
            ConfigHandlers handlers,
            ManagerConfig config,
            boolean isSafe) {
        this.registry = registry;
        this.notTaken = notTaken;
        this.lock = lock;
        this.handlers = handlers;
        this.config = config;
        this.isSafe = isSafe;
    }

    /** Notifies a listener of each list that is published, under the lock. */
    public void onPublish(Consumer<List<PackageSnapshot>> listener) {
        listeners.add(listener);
    }

    /** Publishes the list as it is now; a package that a transaction changes is shown as it was before. Called under the lock. */
    public void publish() {
        List<PackageSnapshot> now = new ArrayList<>();
        published.stream().filter(p -> lock.isClaimed(p.record().name())).forEach(now::add);
        List<PackageRecord> records = registry.records();
        records.stream()
                .filter(r -> !lock.isClaimed(r.name()))
                .forEach(r -> now.add(snapshot(r, registry.artifact(r.id()), registry.running(r.id()))));
        notTaken.get().stream()
                .filter(r -> registry.record(r.id()) == null && !lock.isClaimed(r.name()))
                .forEach(r -> now.add(snapshot(r, null, null)));
        now.sort(Comparator.comparing((PackageSnapshot p) -> p.record().name())
                .thenComparing(p -> p.record().secondary())
                .thenComparing(p -> p.record().packageVersion(), Comparator.reverseOrder()));
        published = List.copyOf(now);
        listeners.forEach(listener -> listener.accept(published));
    }

    private PackageSnapshot snapshot(
            PackageRecord record, @Nullable PackageArtifact content, @Nullable StartedPackage running) {
        return new PackageSnapshot(record, state(record, running), content, running);
    }

    private PackageState state(PackageRecord record, @Nullable StartedPackage running) {
        if (running != null) {
            return PackageState.ACTIVE;
        }
        if (!record.shouldRun() || (isSafe && record.reason() == null)) {
            return PackageState.STOPPED;
        }
        return record.reason() == null ? PackageState.STARTING : PackageState.FAILED;
    }

    @Override
    public List<InstalledPackage> installed() {
        return published.stream()
                .map(one -> new InstalledPackage(
                        one.record().name(),
                        one.record().version(),
                        one.state() == PackageState.FAILED,
                        one.record().linked() ? Optional.of(Path.of(one.record().source())) : Optional.empty()))
                .toList();
    }

    /** All packages as people see them. */
    public List<PackageInfo> infos() {
        return published.stream().map(this::info).toList();
    }

    private PackageInfo info(PackageSnapshot s) {
        PackageRecord r = s.record();
        PackageState state = s.state();
        Optional<Descriptor> descriptor =
                s.content() == null ? Optional.empty() : s.content().descriptor();
        List<String> warnings =
                new ArrayList<>(s.content() == null ? List.of() : s.content().warnings());
        if (s.running() != null) {
            warnings.addAll(s.running().live().warnings());
            if (!r.secondary()) {
                s.running().unhandledTags().forEach(tag -> warnings.add(handlers.unhandledWarning(tag)));
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
                Masked.values(r.extraValues()),
                properties(s),
                access(s),
                r.sha256());
    }

    /** Who may use what a package answers, the package itself first and then the places that say something else. */
    private Map<String, String> access(PackageSnapshot s) {
        if (s.content() == null) {
            return Map.of();
        }
        PackageArtifact content = s.content();
        Access access = config.access(content);
        Map<String, String> audiences = new LinkedHashMap<>();
        audiences.put("/" + content.name(), access.audience(content.name()));
        for (ConfigTag tag : content.tags()) {
            if (LOCATIONS.contains(tag.name())) {
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

    private static PackageProperties properties(PackageSnapshot s) {
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
}
