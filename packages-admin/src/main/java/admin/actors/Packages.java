package admin.actors;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.manage.Healing;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageOffer;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.carrack.manage.PackageText;
import org.carrack.manage.Verification;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The package manager as an actor: {@code /admin/actors/packages/…}. Method names and the {@code {"data": …}} around
 * each result are 3Bot's. Where {@code wait} is false, a request is executed in the background, the result is an
 * operation, and {@code operation} tells how far it is.
 */
@Component
public class Packages implements Actor {

    private final PackageActions actions;
    private final PackageManager packages;

    @Activate
    public Packages(@Reference PackageManager packages) {
        this.packages = packages;
        actions = new PackageActions(packages);
    }

    /** A result as 3Bot wraps it. */
    public record Data<T>(T data) {}

    /** A chat and where it answers. */
    public record ChatUrl(String name, String url) {}

    /** All packages. */
    @ActorMethod
    public Data<List<Listed>> list_packages() {
        return new Data<>(packages.list().stream().map(Listed::of).toList());
    }

    /** The names of all packages, those that do not run too. */
    @ActorMethod
    public Data<List<String>> packages_names() {
        return new Data<>(
                packages.list().stream().map(PackageInfo::name).distinct().toList());
    }

    /** All that is known of a package. */
    @ActorMethod
    public Data<PackageInfo> package_info(String name) {
        return new Data<>(packages.find(name).orElseThrow(() -> unknown(name)));
    }

    /** State and reason of each package named, {@code null} for one that is not there; all if none is named. */
    @ActorMethod
    public Data<Map<String, Listed>> get_package_status(@Default("[]") List<String> names) {
        Map<String, Listed> states = new LinkedHashMap<>();
        names.forEach(name -> states.put(name, null));
        packages.list().stream()
                .filter(info -> names.isEmpty() || names.contains(info.name()))
                .forEach(info -> states.merge(info.name(), Listed.of(info), (first, secondary) -> first));
        return new Data<>(states);
    }

    /** The chats of a package; none if there is no such package. */
    @ActorMethod
    public Data<List<ChatUrl>> list_chat_urls(String name) {
        return new Data<>(packages.find(name).stream()
                .flatMap(info -> info.properties().chats().stream())
                .map(chat -> new ChatUrl(chat, "/%s/chats/%s".formatted(name, chat)))
                .toList());
    }

    /**
     * Adds a package: the one at {@code path}, a path of the server's machine or an http(s) address, or the one in the git
     * repository {@code giturl}. {@code extras} are for its hooks.
     */
    @ActorMethod
    public Data<Map<String, Object>> add_package(
            @Default("") String path,
            @Default("") String giturl,
            Optional<Map<String, Object>> extras,
            @Default("true") boolean wait,
            CallContext call) {
        if (path.isBlank() == giturl.isBlank()) {
            throw ActorException.badRequest("either path or giturl is required");
        }
        PackageRequest add = PackageRequest.add((path.isBlank() ? giturl : path).strip());
        PackageRequest request = extras.map(add::withExtras).orElse(add);
        if (!wait) {
            return new Data<>(inBackground(request, call));
        }
        PackageInfo added = actions.executeAndGet(request, call);
        return new Data<>(Map.of(added.name(), Listed.of(added)));
    }

    /** Adds or starts a package that is known by its name: one that is there, or one of a repository. */
    @ActorMethod
    public Data<Map<String, Listed>> add_internal_package(
            String name, @Default("{}") Map<String, Object> extras, CallContext call) {
        if (packages.find(name).isEmpty()) {
            throw unknown(name);
        }
        PackageInfo info = actions.executeAndGet(PackageRequest.start(name), call);
        return new Data<>(Map.of(info.name(), Listed.of(info)));
    }

    /** Deletes a package; its data stays unless {@code purge} is asked for. {@code force} takes along who needs it. */
    @ActorMethod
    public Data<Object> delete_package(
            String name,
            @Default("false") boolean purge,
            @Default("false") boolean force,
            @Default("true") boolean wait,
            CallContext call) {
        PackageRequest request = PackageRequest.delete(name);
        request = purge ? request.with(Option.PURGE) : request;
        request = force ? request.with(Option.FORCE) : request;
        if (!wait) {
            return new Data<>(inBackground(request, call));
        }
        actions.execute(request, call);
        return new Data<>(null);
    }

    @ActorMethod
    public Data<Object> start_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.start(name), wait, call);
    }

    @ActorMethod
    public Data<Object> stop_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.stop(name), wait, call);
    }

    /** Starts it, at every server start too: the same as {@code start_package}. */
    @ActorMethod
    public Data<Object> enable_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.start(name), wait, call);
    }

    /** Stops it, over server starts too: the same as {@code stop_package}. */
    @ActorMethod
    public Data<Object> disable_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.stop(name), wait, call);
    }

    /** Reads a package again from where it came from. */
    @ActorMethod
    public Data<Object> reload_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.update(name), wait, call);
    }

    @ActorMethod
    public Data<Object> update_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.update(name), wait, call);
    }

    /** The newest version, or the one named ({@code X}, {@code X.X}, {@code X.X.X}). */
    @ActorMethod
    public Data<Object> upgrade_package(
            String name, Optional<String> version, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.upgrade(name, version), wait, call);
    }

    /** The version before. */
    @ActorMethod
    public Data<Object> rollback_package(String name, @Default("true") boolean wait, CallContext call) {
        return requested(PackageRequest.rollback(name), wait, call);
    }

    @ActorMethod
    public Data<Object> update(String name, @Default("true") boolean wait, CallContext call) {
        return update_package(name, wait, call);
    }

    @ActorMethod
    public Data<Object> upgrade(
            String name, Optional<String> version, @Default("true") boolean wait, CallContext call) {
        return upgrade_package(name, version, wait, call);
    }

    @ActorMethod
    public Data<Object> rollback(String name, @Default("true") boolean wait, CallContext call) {
        return rollback_package(name, wait, call);
    }

    @ActorMethod
    public Data<Object> enable(String name, @Default("true") boolean wait, CallContext call) {
        return enable_package(name, wait, call);
    }

    @ActorMethod
    public Data<Object> disable(String name, @Default("true") boolean wait, CallContext call) {
        return disable_package(name, wait, call);
    }

    /**
     * What a request would do, with nothing changed.
     *
     * @param wish the kind of request; a name that callers know: {@code add}, {@code update}, {@code upgrade}, {@code rollback}, {@code start}, {@code stop} or
     *     {@code delete}
     * @param subject the package's name; for {@code add} its source
     */
    @ActorMethod
    public Data<PackagePlan> plan(String wish, String subject, Optional<String> version) {
        return new Data<>(actions.plan(wish, subject, version));
    }

    /** The descriptor and the manifest of a package. */
    @ActorMethod(safe = true)
    public Data<PackageText> text(String name) {
        try {
            return new Data<>(packages.text(name));
        } catch (PackageException e) {
            throw ActorException.of(e);
        }
    }

    /** What the repositories of the server have; one is added with the path {@code repository:<name>/<version>}. */
    @ActorMethod(safe = true)
    public Data<List<PackageOffer>> offers() {
        return new Data<>(packages.offers());
    }

    /** What is wrong with a package before it is added. */
    @ActorMethod
    public Data<Verification> verify(String source) {
        try {
            return new Data<>(packages.verify(source));
        } catch (PackageException e) {
            throw ActorException.of(e);
        }
    }

    /** What was damaged, and whether it is whole again. */
    @ActorMethod
    public Data<List<Healing>> heal() {
        return new Data<>(packages.heal());
    }

    /** The operations under way and the last that ended. */
    @ActorMethod
    public Data<List<Operation>> operations() {
        return new Data<>(packages.operations());
    }

    /** How far an operation is. */
    @ActorMethod
    public Data<Operation> operation(long id) {
        return new Data<>(packages.operation(id)
                .orElseThrow(
                        () -> ActorException.notFound("there is no operation %d, or it is long over".formatted(id))));
    }

    private Data<Object> requested(PackageRequest request, boolean wait, CallContext call) {
        return new Data<>(wait ? Listed.of(actions.executeAndGet(request, call)) : inBackground(request, call));
    }

    /** What every method answers that does not wait. */
    private Map<String, Object> inBackground(PackageRequest request, CallContext call) {
        return Map.of("operation", actions.submit(request, call));
    }

    private static ActorException unknown(String name) {
        return ActorException.notFound("package with name \"%s\" cannot be found".formatted(name));
    }
}
