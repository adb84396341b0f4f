package org.carrack.servercommands;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.manage.Healing;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.Verification;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code package …}. */
@Command(name = "package", description = "Lists, adds and changes packages.")
final class PackageCommands {

    private static final String DRY_RUN = "--dry-run";
    private static final String DRY_RUN_HELP = "print the plan and change nothing";

    /** The command line asks for it where it prints to a terminal. */
    private static final String PROGRESS = "--progress";

    private final CommandContext context;

    PackageCommands(CommandContext context) {
        this.context = context;
    }

    private PackageManager packages() {
        return context.service(PackageManager.class);
    }

    @Command(description = "Lists the packages, with the reason of what does not run.")
    CommandResult list() {
        List<PackageInfo> all = packages().list();
        return CommandResult.of(context, PackageFormatter.essentials(all), PackageFormatter.table(all));
    }

    @Command(description = "Shows all that is known of a package.")
    CommandResult info(@Parameters(paramLabel = "NAME") String name) throws PackageException {
        PackageInfo info = packages()
                .find(name)
                .orElseThrow(
                        () -> new PackageException(PackageException.Kind.NOT_FOUND, "there is no package " + name));
        return CommandResult.of(context, PackageFormatter.values(info), PackageFormatter.details(info));
    }

    @Command(
            description = "Adds the package at a source, or replaces the one of its name, and starts it.",
            footer = {
                "",
                "Examples:",
                "  carrack package add shop.jar",
                "  carrack package add ./shop --copy",
                "  carrack package add https://example.org/shop.git --dry-run"
            })
    CommandResult add(
            @Parameters(
                            paramLabel = "SOURCE",
                            description =
                                    "a bundle jar, zip, tar.gz or folder; the http(s) address of one; or a git URL")
                    PackageLocation source,
            @Option(names = DRY_RUN, description = DRY_RUN_HELP) boolean isDryRun,
            @Option(names = "--copy", description = "copy a folder instead of following its changes") boolean isCopied,
            @Option(names = "--downgrade", description = "take a version that is older than the one that is there")
                    boolean isDowngrade,
            @Option(
                            names = "--extras",
                            paramLabel = "JSON",
                            description =
                                    "what the package's hooks are given, an object, in place of what they were given before")
                    @Nullable
                    String extras,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        List<PackageRequest.Option> options = new ArrayList<>();
        if (isCopied) {
            options.add(PackageRequest.Option.COPY);
        }
        if (isDowngrade) {
            options.add(PackageRequest.Option.DOWNGRADE);
        }
        PackageRequest request = PackageRequest.add(source.text()).with(options.toArray(new PackageRequest.Option[0]));
        return execute(extras == null ? request : request.withExtras(object(extras)), isDryRun, showsProgress);
    }

    @Command(description = "Replaces a package by the newest of its major version, or by what its source holds now.")
    CommandResult update(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = DRY_RUN, description = DRY_RUN_HELP) boolean isDryRun,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        return execute(PackageRequest.update(name), isDryRun, showsProgress);
    }

    @Command(
            description = "Replaces a package by the newest there is, or by a named version, an older one too.",
            footer = {"", "Examples:", "  carrack package upgrade shop", "  carrack package upgrade shop 1.2"})
    CommandResult upgrade(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "VERSION", arity = "0..1", description = "X, X.X or X.X.X") @Nullable
                    String version,
            @Option(names = DRY_RUN, description = DRY_RUN_HELP) boolean isDryRun,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        return execute(PackageRequest.upgrade(name, Optional.ofNullable(version)), isDryRun, showsProgress);
    }

    @Command(description = "Returns a package to the version before.")
    CommandResult rollback(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = DRY_RUN, description = DRY_RUN_HELP) boolean isDryRun,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        return execute(PackageRequest.rollback(name), isDryRun, showsProgress);
    }

    @Command(description = "Starts a package.")
    CommandResult start(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        return execute(PackageRequest.start(name), false, showsProgress);
    }

    @Command(description = "Stops a package, over server starts too.")
    CommandResult stop(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        return execute(PackageRequest.stop(name), false, showsProgress);
    }

    @Command(
            description = "Deletes a package with all it brought.",
            footer = {"", "Examples:", "  carrack package delete shop", "  carrack package delete shop --purge"})
    CommandResult delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--purge", description = "delete its data too") boolean isPurged,
            @Option(names = "--force", description = "delete the packages that need it too") boolean isForced,
            @Option(names = DRY_RUN, description = DRY_RUN_HELP) boolean isDryRun,
            @Option(names = PROGRESS, hidden = true) boolean showsProgress)
            throws PackageException {
        PackageRequest request = PackageRequest.delete(name);
        request = isPurged ? request.with(PackageRequest.Option.PURGE) : request;
        request = isForced ? request.with(PackageRequest.Option.FORCE) : request;
        return execute(request, isDryRun, showsProgress);
    }

    @Command(
            description =
                    "Says all that is wrong with a package before it is added; exit status 1 where there are errors.")
    CommandResult verify(
            @Parameters(paramLabel = "SOURCE", description = "as for add, or a descriptor alone")
                    PackageLocation source)
            throws PackageException {
        Verification found = packages().verify(source.text());
        return CommandResult.of(
                context,
                PackageFormatter.verificationValues(found),
                PackageFormatter.verification(found),
                found.isGood());
    }

    @Command(
            description =
                    "Finds what is damaged of what the server keeps, and restores it; exit status 1 where it cannot.")
    CommandResult heal() {
        List<Healing> found = packages().heal();
        return CommandResult.of(
                context,
                PackageFormatter.healingValues(found),
                PackageFormatter.healings(found),
                found.stream().allMatch(Healing::healed));
    }

    private CommandResult execute(PackageRequest requested, boolean isDryRun, boolean showsProgress)
            throws PackageException {
        if (isDryRun) {
            PackagePlan plan = packages().plan(requested);
            return CommandResult.of(context, PackageFormatter.planValues(plan), PackageFormatter.plan(plan));
        }
        PackageRequest request = requested.by(context.caller());
        Operation done = showsProgress
                ? ProgressBar.show(packages(), request, context.terminal())
                : packages().execute(request);
        if (request.kind() == PackageRequest.Kind.DELETE) {
            return CommandResult.of(context, Map.of(), String.join(", ", done.packages()) + " deleted");
        }
        Optional<PackageInfo> info = done.packages().stream().findFirst().flatMap(packages()::find);
        if (info.isEmpty()) {
            return CommandResult.of(context, Map.of(), "done");
        }
        PackageInfo p = info.get();
        StringBuilder text = new StringBuilder("%s %s %s".formatted(p.name(), p.version(), p.state()));
        if (request.kind() == PackageRequest.Kind.ADD) {
            p.access()
                    .forEach((path, audience) -> text.append("\n    ")
                            .append(path)
                            .append(" is open to ")
                            .append(audience));
        }
        p.warnings().forEach(warning -> text.append("\n    warning: ").append(warning));
        return CommandResult.of(context, PackageFormatter.values(p), text.toString());
    }

    private static Map<String, Object> object(String text) throws PackageException {
        try {
            return JsonValues.readObject(text);
        } catch (IOException e) {
            throw new PackageException(
                    PackageException.Kind.REFUSED,
                    "extras must be a JSON object, as in '{\"key\": \"value\"}', not %s"
                            .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text),
                    e);
        }
    }
}
