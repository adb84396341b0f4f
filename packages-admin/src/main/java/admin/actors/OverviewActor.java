package admin.actors;

import admin.page.PageExtension;
import admin.page.PageExtensions;
import admin.page.PageLanguage;
import admin.page.PageLanguages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.manage.ServiceStatus;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What one wants to know at a glance, as an actor: {@code /admin/actors/overview/…}. */
@Component
@ActorName("overview")
public class OverviewActor implements Actor {

    private final PackageManager packages;
    private final PageExtensions extensions;
    private final PageLanguages languages;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable BackgroundServices services;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    @Activate
    public OverviewActor(
            @Reference PackageManager packages,
            @Reference PageExtensions extensions,
            @Reference PageLanguages languages) {
        this.languages = languages;
        this.packages = packages;
        this.extensions = extensions;
    }

    /**
     * Something that needs attention.
     *
     * @param kind {@code package}, {@code service} or {@code plugin}
     * @param subject its name
     * @param severity {@code FAILED} or {@code WARN}
     * @param message why, in one sentence
     * @param link the screen about it
     */
    public record Alert(String kind, String subject, String severity, String message, String link) {}

    /** All that needs attention: failed packages, services and plugins. */
    @ActorMethod(safe = true)
    public List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        for (PackageInfo one : packages.list()) {
            if (one.state() == PackageState.FAILED) {
                alerts.add(
                        new Alert("package", one.name(), "FAILED", one.reason().orElse(""), "packages/" + one.name()));
            }
        }
        BackgroundServices nowServices = services;
        for (ServiceStatus one : nowServices == null ? List.<ServiceStatus>of() : nowServices.list()) {
            String last = one.last().map(run -> run.error()).orElse("");
            if (!one.problem().isEmpty()) {
                alerts.add(new Alert("service", one.name(), "WARN", one.problem(), "services/" + one.name()));
            } else if (one.failures() > 0) {
                alerts.add(new Alert(
                        "service",
                        one.name(),
                        "FAILED",
                        "it has failed %d times in a row: %s".formatted(one.failures(), last),
                        "services/" + one.name()));
            }
        }
        Plugins nowPlugins = plugins;
        for (PluginStatus one : nowPlugins == null ? List.<PluginStatus>of() : nowPlugins.list()) {
            boolean isDead =
                    one.state() == PluginStatus.State.FAILED || one.state() == PluginStatus.State.MISCONFIGURED;
            if (isDead) {
                alerts.add(new Alert("plugin", one.name(), "FAILED", one.reason(), "plugins/" + one.name()));
            }
        }
        return alerts;
    }

    /**
     * The packages in numbers.
     *
     * @param states how many are in each state
     * @param added how many of them did not come with the server
     */
    public record PackageCounts(Map<PackageState, Long> states, long added) {}

    /** How many packages there are. */
    @ActorMethod(safe = true)
    public PackageCounts packages() {
        List<PackageInfo> all = packages.list();
        return new PackageCounts(
                all.stream().collect(Collectors.groupingBy(PackageInfo::state, TreeMap::new, Collectors.counting())),
                all.stream().filter(one -> !Listed.isOfTheServer(one)).count());
    }

    /**
     * The packages that need another.
     *
     * @param name of the other
     */
    @ActorMethod(safe = true)
    public List<String> dependents(String name) {
        return packages.list().stream()
                .filter(one -> one.dependsOn().stream().anyMatch(needed -> needed.split(" ", 2)[0].equals(name)))
                .map(PackageInfo::name)
                .toList();
    }

    /** The languages that packages bring to the page, beside English and French. */
    @ActorMethod(safe = true)
    public List<PageLanguage> languages() {
        return languages.list();
    }

    /** What packages bring to the page. */
    @ActorMethod(safe = true)
    public List<PageExtension> extensions() {
        return extensions.list();
    }
}
