package admin.actors;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.data.ModelInfo;
import org.carrack.data.Models;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The package manager under ThreeBot's names: {@code /admin/actors/package_manager/…}. */
@Component
@ActorName("package_manager")
public class PackageManagerActor implements Actor {

    /** Those of ThreeBot's states that a package can be in, with the index its clients show. */
    private enum Status {
        INSTALLED(3),
        DISABLED(5),
        ERROR(6);

        private final int index;

        Status(int index) {
            this.index = index;
        }
    }

    private final PackageManager packages;
    private final Models models;
    private final PackageActions actions;

    @Activate
    public PackageManagerActor(@Reference PackageManager packages, @Reference Models models) {
        this.packages = packages;
        this.models = models;
        actions = new PackageActions(packages);
    }

    /** One package, with ThreeBot's names. */
    public record PackageEntry(
            String name,
            String author,
            int status,
            String description,
            String version,
            Map<String, Object> install_kwargs,
            String path,
            String giturl) {}

    /** Several packages. */
    public record Several(List<PackageEntry> packages) {}

    /** The actors of one package. */
    public record Actors(String package_name, List<String> actor_names) {}

    /** The actors of several packages. */
    public record ActorsOfSeveral(List<Actors> packages) {}

    /** The models of one package. All are in the one database that the package has. */
    public record Urls(String package_name, String bcdb_name, List<String> urls) {}

    /** The models of several packages. */
    public record UrlsOfSeveral(List<Urls> packages) {}

    @ActorMethod
    public Map<String, PackageEntry> package_add(
            @Default("") String git_url,
            @Default("") String path,
            @Default("true") boolean reload,
            @Default("true") boolean install,
            @Default("true") boolean start,
            Optional<Map<String, Object>> install_kwargs,
            CallContext call) {
        if (git_url.isBlank() == path.isBlank()) {
            throw ActorException.badRequest("either git_url or path is required");
        }
        PackageRequest add = PackageRequest.add((path.isBlank() ? git_url : path).strip());
        PackageInfo info =
                actions.executeAndGet(install_kwargs.map(add::withExtras).orElse(add), call);
        return one(start ? info : actions.executeAndGet(PackageRequest.stop(info.name()), call));
    }

    @ActorMethod
    public Map<String, PackageEntry> package_delete(String name, CallContext call) {
        PackageInfo before = known(name);
        actions.execute(PackageRequest.delete(before.name()), call);
        return one(before);
    }

    @ActorMethod
    public Map<String, PackageEntry> package_stop(String name, CallContext call) {
        return one(actions.executeAndGet(PackageRequest.stop(known(name).name()), call));
    }

    @ActorMethod
    public Map<String, PackageEntry> package_start(String name, CallContext call) {
        return one(actions.executeAndGet(PackageRequest.start(known(name).name()), call));
    }

    @ActorMethod
    public Map<String, PackageEntry> package_disable(String name, CallContext call) {
        return package_stop(name, call);
    }

    @ActorMethod
    public Map<String, PackageEntry> package_enable(String name, CallContext call) {
        return package_start(name, call);
    }

    /** Reads a package again from where it came from. */
    @ActorMethod
    public Map<String, PackageEntry> package_reload(
            String package_name, @Default("false") boolean reset, CallContext call) {
        return one(
                actions.executeAndGet(PackageRequest.update(known(package_name).name()), call));
    }

    /** The packages in a state: {@code all}, {@code installed}, {@code disabled}, {@code error}. */
    @ActorMethod
    public Several packages_list(@Default("all") String status, @Default("false") boolean frontend) {
        String wanted = status.toUpperCase(Locale.ROOT);
        return new Several(packages.list().stream()
                .filter(info -> wanted.equals("ALL") || status(info).name().equals(wanted))
                .filter(info -> !frontend || !info.properties().staticDirs().isEmpty())
                .map(PackageManagerActor::shown)
                .toList());
    }

    /** The index of each package's state; 0 for one that is not known. */
    @ActorMethod
    public Map<String, Integer> packages_get_status(List<String> names) {
        return names.stream()
                .distinct()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> packages.find(plain(name))
                                .map(info -> status(info).index)
                                .orElse(0)));
    }

    /** The actors of a package, or of all. */
    @ActorMethod
    public ActorsOfSeveral actors_list(@Default("") String package_name) {
        return new ActorsOfSeveral(packages.list().stream()
                .filter(info -> package_name.isBlank() || info.name().equals(plain(package_name)))
                .map(info -> new Actors(info.name(), info.properties().actors()))
                .toList());
    }

    /** The addresses of the models of a package, or of all. */
    @ActorMethod
    public UrlsOfSeveral model_urls_list(@Default("") String package_name) {
        if (!package_name.isBlank()) {
            known(package_name);
        }
        Map<String, List<String>> urls = models.list().stream()
                .filter(model -> package_name.isBlank() || model.packageName().equals(plain(package_name)))
                .collect(Collectors.groupingBy(
                        ModelInfo::packageName, TreeMap::new, Collectors.mapping(ModelInfo::url, Collectors.toList())));
        return new UrlsOfSeveral(urls.entrySet().stream()
                .map(entry -> new Urls(entry.getKey(), entry.getKey(), entry.getValue()))
                .toList());
    }

    /** ThreeBot's full names are {@code <threebot>.<package>}. */
    private static String plain(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private PackageInfo known(String name) {
        if (name.isBlank()) {
            throw ActorException.badRequest("name is required");
        }
        return packages.find(plain(name))
                .orElseThrow(() -> ActorException.notFound("package %s not found".formatted(name)));
    }

    /** The result of most methods. */
    private static Map<String, PackageEntry> one(PackageInfo info) {
        return Map.of("package", shown(info));
    }

    private static PackageEntry shown(PackageInfo info) {
        Listed listed = Listed.of(info);
        return new PackageEntry(
                info.name(),
                info.threebot().orElse(""),
                status(info).index,
                info.description(),
                info.version(),
                info.extras(),
                listed.path(),
                listed.giturl());
    }

    private static Status status(PackageInfo info) {
        return switch (info.state()) {
            case ACTIVE -> Status.INSTALLED;
            case STOPPED, STARTING -> Status.DISABLED;
            case FAILED -> Status.ERROR;
        };
    }
}
