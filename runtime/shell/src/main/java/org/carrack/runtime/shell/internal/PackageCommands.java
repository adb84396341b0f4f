package org.carrack.runtime.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.Process;
import org.carrack.manage.Healing;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.carrack.manage.Verification;
import org.jspecify.annotations.Nullable;
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
            "osgi.command.function=upgrade",
            "osgi.command.function=rollback",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=delete",
            "osgi.command.function=verify",
            "osgi.command.function=heal"
        })
public final class PackageCommands {

    private static final String JSON = "--json";
    private static final String PROGRESS = "--progress";
    private static final String DRY_RUN = "--dry-run";

    private final PackageManager packages;

    @Activate
    public PackageCommands(@Reference PackageManager packages) {
        this.packages = packages;
    }

    @Descriptor("lists the packages, with the reason of what does not run")
    public String list(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json) {
        List<PackageInfo> all = packages.list();
        return json ? Listing.json(all) : Listing.table(all);
    }

    @Descriptor("shows all that is known of a package")
    public String info(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the package's name") String name)
            throws PackageException {
        PackageInfo info = packages.find(name)
                .orElseThrow(
                        () -> new PackageException(PackageException.Kind.NOT_FOUND, "there is no package " + name));
        return json ? Listing.json(info) : Listing.details(info);
    }

    @Descriptor("adds the package at a source, or replaces the one of its name, and starts it")
    public String add(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("print the plan and change nothing")
                    @Parameter(names = DRY_RUN, presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("copy a folder instead of following its changes")
                    @Parameter(names = "--copy", presentValue = "true", absentValue = "false")
                    boolean copy,
            @Descriptor("take a version that is older than the one that is there")
                    @Parameter(names = "--downgrade", presentValue = "true", absentValue = "false")
                    boolean downgrade,
            @Descriptor("what its hooks are given, a JSON object, in place of what they were given before")
                    @Parameter(names = "--extras", absentValue = "")
                    String extras,
            @Descriptor("a path, an http(s) address or a git URL") String source)
            throws PackageException {
        List<Option> options = new ArrayList<>();
        if (copy) {
            options.add(Option.COPY);
        }
        if (downgrade) {
            options.add(Option.DOWNGRADE);
        }
        PackageRequest request = PackageRequest.add(source).with(options.toArray(new Option[0]));
        request = extras.isEmpty() ? request : request.withExtras(object(extras));
        return request(request, json, progress, dryRun);
    }

    @Descriptor("replaces a package by the newest of its major version, or by what its source holds now")
    public String update(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("print the plan and change nothing")
                    @Parameter(names = DRY_RUN, presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return request(PackageRequest.update(name), json, progress, dryRun);
    }

    @Descriptor("replaces a package by the newest there is")
    public String upgrade(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("print the plan and change nothing")
                    @Parameter(names = DRY_RUN, presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return request(PackageRequest.upgrade(name, Optional.empty()), json, progress, dryRun);
    }

    @Descriptor("replaces a package by a named version, an older one too")
    public String upgrade(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("print the plan and change nothing")
                    @Parameter(names = DRY_RUN, presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("the package's name") String name,
            @Descriptor("X, X.X or X.X.X") String version)
            throws PackageException {
        return request(PackageRequest.upgrade(name, Optional.of(version)), json, progress, dryRun);
    }

    @Descriptor("returns a package to the version before")
    public String rollback(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("print the plan and change nothing")
                    @Parameter(names = DRY_RUN, presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return request(PackageRequest.rollback(name), json, progress, dryRun);
    }

    @Descriptor("starts a package")
    public String start(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return request(PackageRequest.start(name), json, progress, false);
    }

    @Descriptor("stops a package, over server starts too")
    public String stop(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("the package's name") String name)
            throws PackageException {
        return request(PackageRequest.stop(name), json, progress, false);
    }

    @Descriptor("deletes a package with all it brought")
    public String delete(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("show how far it is") @Parameter(names = PROGRESS, presentValue = "true", absentValue = "false")
                    boolean progress,
            @Descriptor("print the plan and change nothing")
                    @Parameter(names = DRY_RUN, presentValue = "true", absentValue = "false")
                    boolean dryRun,
            @Descriptor("delete its data too")
                    @Parameter(names = "--purge", presentValue = "true", absentValue = "false")
                    boolean purge,
            @Descriptor("delete the packages that need it too")
                    @Parameter(names = "--force", presentValue = "true", absentValue = "false")
                    boolean force,
            @Descriptor("the package's name") String name)
            throws PackageException {
        PackageRequest request = PackageRequest.delete(name);
        request = purge ? request.with(Option.PURGE) : request;
        return request(force ? request.with(Option.FORCE) : request, json, progress, dryRun);
    }

    @Descriptor("says all that is wrong with a package before it is added; exit status 1 where there are errors")
    public @Nullable String verify(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("as for add, or a descriptor alone") String source)
            throws PackageException {
        Verification found = packages.verify(source);
        return told(Listing.verification(found, json), found.isGood());
    }

    @Descriptor("finds what is damaged of what the server keeps, and restores it; exit status 1 where it cannot")
    public @Nullable String heal(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json) {
        List<Healing> found = packages.heal();
        return told(Listing.healings(found, json), found.stream().allMatch(Healing::healed));
    }

    /** Of a command that ends with an error Gogo shows no result. */
    private static @Nullable String told(String text, boolean isGood) {
        if (isGood) {
            return text;
        }
        Process.Utils.current().out().println(text);
        Process.Utils.current().error(1);
        return null;
    }

    private String request(PackageRequest requested, boolean json, boolean progress, boolean dryRun)
            throws PackageException {
        if (dryRun) {
            return Listing.plan(packages.plan(requested), json);
        }
        PackageRequest request = requested.by(Gogo.caller());
        Operation done = progress
                ? ProgressBar.show(packages, request, Process.Utils.current().err())
                : packages.execute(request);
        if (request.kind() == PackageRequest.Kind.DELETE) {
            return json ? "{}" : String.join(", ", done.packages()) + " deleted";
        }
        Optional<PackageInfo> info = done.packages().stream().findFirst().flatMap(packages::find);
        if (info.isEmpty()) {
            return json ? "{}" : "done";
        }
        PackageInfo p = info.get();
        if (json) {
            return Listing.json(p);
        }
        StringBuilder told = new StringBuilder("%s %s %s".formatted(p.name(), p.version(), p.state()));
        if (request.kind() == PackageRequest.Kind.ADD) {
            p.access()
                    .forEach((path, audience) -> told.append("\n    ")
                            .append(path)
                            .append(" is open to ")
                            .append(audience));
        }
        p.warnings().forEach(warning -> told.append("\n    warning: ").append(warning));
        return told.toString();
    }

    private static Map<String, Object> object(String text) throws PackageException {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new PackageException(
                        PackageException.Kind.REFUSED,
                        "extras must be a JSON object, as in '{\"key\": \"value\"}', not %s"
                                .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text));
            }
            return object(json);
        } catch (IOException e) {
            throw new PackageException(
                    PackageException.Kind.REFUSED,
                    "extras must be a JSON object, as in '{\"key\": \"value\"}', not %s"
                            .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text),
                    e);
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            object.put(name, value(json));
        }
        return object;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(json));
                }
                yield array;
            }
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? json.getDoubleValue()
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            default -> json.getText();
        };
    }
}
