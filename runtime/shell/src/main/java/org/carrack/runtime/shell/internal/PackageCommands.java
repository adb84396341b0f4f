package org.carrack.runtime.shell.internal;

import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo commands {@code package:…}. What they throw is shown as their message alone. */
@Component(
        service = PackageCommands.class,
        property = {
            "osgi.command.scope=package",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=add",
            "osgi.command.function=update",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=delete"
        })
public final class PackageCommands {

    private final PackageManager packages;

    @Activate
    public PackageCommands(@Reference PackageManager packages) {
        this.packages = packages;
    }

    @Descriptor("lists the packages, with the reason of what does not run")
    public String list(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json) {
        List<PackageInfo> all = packages.list();
        return json ? Listing.json(all) : Listing.table(all);
    }

    @Descriptor("shows all that is known of a package")
    public String info(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package's name") String name)
            throws PackageException {
        PackageInfo info = packages.find(name)
                .orElseThrow(
                        () -> new PackageException(PackageException.Kind.NOT_FOUND, "there is no package " + name));
        return json ? Listing.json(info) : Listing.details(info);
    }

    @Descriptor("adds the package at a path, or replaces the one of its name, and starts it")
    public String add(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("a bundle jar, or a folder or zip with a descriptor") String source)
            throws PackageException {
        return done(json, packages.add(Path.of(source)));
    }

    @Descriptor("reads a package again from where it came from and replaces the running one")
    public String update(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return done(json, packages.update(name));
    }

    @Descriptor("starts a package")
    public String start(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return done(json, packages.start(name));
    }

    @Descriptor("stops a package, over server starts too")
    public String stop(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return done(json, packages.stop(name));
    }

    @Descriptor("deletes a package with all it brought")
    public String delete(
            @Descriptor("print JSON") @Parameter(names = "--json", presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("delete its data too")
                    @Parameter(names = "--purge", presentValue = "true", absentValue = "false")
                    boolean purge,
            @Descriptor("the package's name") String name)
            throws PackageException {
        packages.delete(name, purge);
        return json ? "{}" : name + " deleted";
    }

    private static String done(boolean json, PackageInfo info) {
        return json ? Listing.json(info) : "%s %s %s".formatted(info.name(), info.version(), info.state());
    }
}
