package admin.actors;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.Default;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The package manager as an actor: {@code /admin/actors/packages/…}. Method names and the {@code {"data": …}} around
 * each result are 3Bot's.
 */
@Component
public class Packages implements Actor {

    private final PackageManager packages;

    @Activate
    public Packages(@Reference PackageManager packages) {
        this.packages = packages;
    }

    /** A result as 3Bot wraps it. */
    public record Data<T>(T data) {}

    /** One package in a listing. */
    public record Listed(
            String name,
            String version,
            PackageState state,
            String reason,
            String path,
            String giturl,
            boolean installed,
            String ui_name) {

        static Listed of(PackageInfo info) {
            return new Listed(
                    info.name(),
                    info.version(),
                    info.state(),
                    info.reason().orElse(""),
                    info.source(),
                    "",
                    true,
                    info.label());
        }
    }

    @ActorMethod
    public Data<List<Listed>> list_packages() {
        return new Data<>(packages.list().stream().map(Listed::of).toList());
    }

    @ActorMethod
    public Data<List<String>> packages_names() {
        return new Data<>(packages.list().stream().map(PackageInfo::name).toList());
    }

    /** State and reason of each package named; all where none is named. */
    @ActorMethod
    public Data<Map<String, Listed>> get_package_status(@Default("[]") List<String> names) {
        for (String name : names) {
            if (packages.find(name).isEmpty()) {
                throw ActorException.notFound("package with name \"%s\" cannot be found".formatted(name));
            }
        }
        return new Data<>(packages.list().stream()
                .filter(info -> names.isEmpty() || names.contains(info.name()))
                .collect(Collectors.toMap(PackageInfo::name, Listed::of)));
    }

    /** Adds the package at a path of the server's machine. */
    @ActorMethod
    public Data<Map<String, Listed>> add_package(String path) {
        try {
            PackageInfo added = packages.add(Path.of(path.strip()));
            return new Data<>(Map.of(added.name(), Listed.of(added)));
        } catch (InvalidPathException e) {
            throw ActorException.badRequest("%s is no path: %s".formatted(path, e.getReason()));
        } catch (PackageException e) {
            throw asActorException(e);
        }
    }

    @ActorMethod
    public Data<Listed> update_package(String name) {
        return done(() -> packages.update(name));
    }

    @ActorMethod
    public Data<Listed> start_package(String name) {
        return done(() -> packages.start(name));
    }

    @ActorMethod
    public Data<Listed> stop_package(String name) {
        return done(() -> packages.stop(name));
    }

    /** Deletes a package; its data stays unless {@code purge} is asked for. */
    @ActorMethod
    public Data<Void> delete_package(String name, @Default("false") boolean purge) {
        try {
            packages.delete(name, purge);
            return new Data<>(null);
        } catch (PackageException e) {
            throw asActorException(e);
        }
    }

    private interface Wish {
        PackageInfo carryOut() throws PackageException;
    }

    private static Data<Listed> done(Wish wish) {
        try {
            return new Data<>(Listed.of(wish.carryOut()));
        } catch (PackageException e) {
            throw asActorException(e);
        }
    }

    private static ActorException asActorException(PackageException e) {
        ActorException.Kind kind = switch (e.kind()) {
            case NOT_FOUND -> ActorException.Kind.NOT_FOUND;
            case REFUSED -> ActorException.Kind.BAD_REQUEST;
            case FAILED -> ActorException.Kind.FAILED;
        };
        return new ActorException(kind, String.valueOf(e.getMessage()), e);
    }
}
