package org.carrack.servercommands;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.carrack.manage.Healing;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageProperties;
import org.carrack.manage.Verification;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** Packages as text for people and as JSON for programs. */
final class PackageFormatter {

    private PackageFormatter() {}

    /** A table; the reason of what does not run stands below its row. */
    static String table(List<PackageInfo> packages) {
        int name = width("NAME", packages.stream().map(PackageInfo::name).toList());
        int version =
                width("VERSION", packages.stream().map(PackageInfo::version).toList());
        String row = "%-" + name + "s  %-" + version + "s  %-7s  %s";
        StringBuilder table = new StringBuilder(row.formatted("NAME", "VERSION", "STATE", "SOURCE"));
        for (PackageInfo p : packages) {
            table.append('\n')
                    .append(row.formatted(
                            p.name(), p.version(), p.state(), p.source() + (p.secondary() ? " (beside)" : "")));
            p.reason().ifPresent(reason -> table.append("\n    ").append(reason));
            p.warnings().forEach(warning -> table.append("\n    warning: ").append(warning));
        }
        return table.toString();
    }

    private static int width(String title, List<String> values) {
        return values.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }

    /** All that is known of one package. */
    static String details(PackageInfo p) {
        StringBuilder text = new StringBuilder();
        line(text, "name", p.name());
        line(text, "version", p.version());
        line(text, "state", p.state().toString());
        line(text, "reason", p.reason().orElse(""));
        line(text, "source", p.source());
        line(text, "label", p.label());
        line(text, "description", p.description());
        line(text, "threebot", p.threebot().orElse(""));
        line(text, "depends on", String.join(", ", p.dependsOn()));
        line(text, "beside", p.secondary() ? "yes: for those who need this version" : "");
        line(
                text,
                "before",
                p.previous()
                        .map(v -> v + " (carrack package rollback " + p.name() + ")")
                        .orElse(""));
        PackageProperties has = p.properties();
        line(text, "base url", has.baseUrl());
        line(text, "module", has.module());
        line(text, "actors dir", has.actorsDir());
        line(text, "actors", String.join(", ", has.actors()));
        line(text, "chats dir", has.chatsDir());
        line(text, "chats", String.join(", ", has.chats()));
        line(text, "static dirs", String.join(", ", has.staticDirs()));
        line(text, "app servers", String.join(", ", has.bottleServers()));
        p.access().forEach((path, audience) -> line(text, "open to", path + ": " + audience));
        line(text, "extras", p.extras().isEmpty() ? "" : p.extras().toString());
        p.warnings().forEach(warning -> line(text, "warning", warning));
        line(text, "sha256", p.sha256());
        if (!has.documentation().isBlank()) {
            text.append(System.lineSeparator()).append(has.documentation().strip());
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            text.append("%-12s%s%n".formatted(key, value));
        }
    }

    static List<Map<String, @Nullable Object>> essentials(List<PackageInfo> packages) {
        return packages.stream().map(PackageFormatter::essentials).toList();
    }

    private static Map<String, @Nullable Object> essentials(PackageInfo p) {
        return JsonValues.object(
                "name", p.name(),
                "version", p.version(),
                "state", p.state(),
                "reason", p.reason().orElse(null),
                "source", p.source());
    }

    static Map<String, @Nullable Object> values(PackageInfo p) {
        PackageProperties has = p.properties();
        Map<String, @Nullable Object> values = essentials(p);
        values.putAll(JsonValues.object(
                "label", p.label(),
                "description", p.description(),
                "threebot", p.threebot().orElse(null),
                "depends_on", p.dependsOn(),
                "warnings", p.warnings(),
                "previous", p.previous().orElse(null),
                "base_url", has.baseUrl(),
                "module", has.module(),
                "actors_dir", has.actorsDir(),
                "chats_dir", has.chatsDir(),
                "static_dirs", has.staticDirs(),
                "bottle_servers", has.bottleServers(),
                "actors", has.actors(),
                "chats", has.chats(),
                "documentation", has.documentation(),
                "access", p.access(),
                "extras", p.extras(),
                "sha256", p.sha256()));
        return values;
    }

    /** What a dry run says. */
    static String plan(PackagePlan plan) {
        StringBuilder text = new StringBuilder();
        plan.fetched().forEach(f -> text.append("FETCH ").append(f).append('\n'));
        plan.steps().forEach(step -> text.append(step).append('\n'));
        note(text, "restarted on the way: ", plan.restarted());
        note(text, "removed too: ", plan.removed());
        plan.changes().forEach(change -> text.append(change).append('\n'));
        return text.isEmpty() ? "nothing is to be done" : text.toString().stripTrailing();
    }

    static Map<String, @Nullable Object> planValues(PackagePlan plan) {
        return JsonValues.object(
                "fetched", plan.fetched(),
                "steps", plan.steps(),
                "restarted", plan.restarted(),
                "removed", plan.removed(),
                "changes", plan.changes());
    }

    private static void note(StringBuilder text, String title, List<String> names) {
        if (!names.isEmpty()) {
            text.append(title).append(String.join(", ", names)).append('\n');
        }
    }

    /** What is wrong with a package that was looked at. */
    static String verification(Verification v) {
        StringBuilder text = new StringBuilder();
        for (Verification.Problem p : v.problems()) {
            text.append("%s: %s: %s%n".formatted(severity(p), p.location(), p.message()));
        }
        String what = v.name().isEmpty() ? "the package" : (v.name() + " " + v.version()).strip();
        return text.append(what)
                .append(v.isGood() ? " can be added" : " cannot be added")
                .toString();
    }

    static Map<String, @Nullable Object> verificationValues(Verification v) {
        return JsonValues.object(
                "name",
                v.name(),
                "version",
                v.version(),
                "problems",
                v.problems().stream()
                        .map(p -> JsonValues.object(
                                "severity", severity(p),
                                "file", p.location().file(),
                                "line", p.location().line(),
                                "column", p.location().column(),
                                "message", p.message()))
                        .toList());
    }

    private static String severity(Verification.Problem problem) {
        return problem.severity().name().toLowerCase(Locale.ROOT);
    }

    /** What was found damaged. */
    static String healings(List<Healing> found) {
        return found.isEmpty()
                ? "all is well"
                : String.join("\n", found.stream().map(Healing::message).toList());
    }

    static List<Map<String, @Nullable Object>> healingValues(List<Healing> found) {
        return found.stream()
                .map(h -> JsonValues.object(
                        "subject", h.subject(),
                        "damage", h.damage(),
                        "healed", h.healed(),
                        "message", h.message()))
                .toList();
    }
}
