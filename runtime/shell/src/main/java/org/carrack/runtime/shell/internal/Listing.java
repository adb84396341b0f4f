package org.carrack.runtime.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.carrack.manage.Healing;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageProperties;
import org.carrack.manage.Verification;

/** Packages as text for people and as JSON for programs. */
final class Listing {

    private static final JsonFactory JSON = new JsonFactory();

    private Listing() {}

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

    static String json(List<PackageInfo> packages) {
        return array(packages, Listing::essentials);
    }

    static String json(PackageInfo p) {
        return write(json -> {
            json.writeStartObject();
            essentials(json, p);
            json.writeStringField("label", p.label());
            json.writeStringField("description", p.description());
            json.writeObjectField("threebot", p.threebot().orElse(null));
            strings(json, "depends_on", p.dependsOn());
            strings(json, "warnings", p.warnings());
            json.writeObjectField("previous", p.previous().orElse(null));
            PackageProperties has = p.properties();
            json.writeStringField("base_url", has.baseUrl());
            json.writeStringField("module", has.module());
            json.writeStringField("actors_dir", has.actorsDir());
            json.writeStringField("chats_dir", has.chatsDir());
            strings(json, "static_dirs", has.staticDirs());
            strings(json, "bottle_servers", has.bottleServers());
            strings(json, "actors", has.actors());
            strings(json, "chats", has.chats());
            json.writeStringField("documentation", has.documentation());
            json.writeFieldName("access");
            value(json, p.access());
            json.writeFieldName("extras");
            value(json, p.extras());
            json.writeStringField("sha256", p.sha256());
            json.writeEndObject();
        });
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else {
            json.writePOJO(value);
        }
    }

    /** What a dry run says. */
    static String plan(PackagePlan plan, boolean asJson) {
        if (asJson) {
            return write(json -> {
                json.writeStartObject();
                strings(json, "fetched", plan.fetched());
                strings(json, "steps", plan.steps());
                strings(json, "restarted", plan.restarted());
                strings(json, "removed", plan.removed());
                strings(json, "changes", plan.changes());
                json.writeEndObject();
            });
        }
        StringBuilder text = new StringBuilder();
        plan.fetched().forEach(f -> text.append("FETCH ").append(f).append('\n'));
        plan.steps().forEach(step -> text.append(step).append('\n'));
        note(text, "restarted on the way: ", plan.restarted());
        note(text, "removed too: ", plan.removed());
        plan.changes().forEach(change -> text.append(change).append('\n'));
        return text.isEmpty() ? "nothing is to be done" : text.toString().stripTrailing();
    }

    private static void note(StringBuilder text, String title, List<String> names) {
        if (!names.isEmpty()) {
            text.append(title).append(String.join(", ", names)).append('\n');
        }
    }

    /** What is wrong with a package that was looked at. */
    static String verification(Verification v, boolean asJson) {
        if (asJson) {
            return write(json -> {
                json.writeStartObject();
                json.writeStringField("name", v.name());
                json.writeStringField("version", v.version());
                json.writeArrayFieldStart("problems");
                for (Verification.Problem p : v.problems()) {
                    json.writeStartObject();
                    json.writeStringField("severity", p.severity().name().toLowerCase(Locale.ROOT));
                    json.writeStringField("file", p.location().file());
                    json.writeNumberField("line", p.location().line());
                    json.writeNumberField("column", p.location().column());
                    json.writeStringField("message", p.message());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            });
        }
        StringBuilder text = new StringBuilder();
        for (Verification.Problem p : v.problems()) {
            text.append(
                    "%s: %s: %s%n".formatted(p.severity().name().toLowerCase(Locale.ROOT), p.location(), p.message()));
        }
        String what = v.name().isEmpty() ? "the package" : (v.name() + " " + v.version()).strip();
        return text.append(what)
                .append(v.isGood() ? " can be added" : " cannot be added")
                .toString();
    }

    /** What was found damaged. */
    static String healings(List<Healing> found, boolean asJson) {
        if (asJson) {
            return write(json -> {
                json.writeStartArray();
                for (Healing h : found) {
                    json.writeStartObject();
                    json.writeStringField("subject", h.subject());
                    json.writeStringField("damage", h.damage());
                    json.writeBooleanField("healed", h.healed());
                    json.writeStringField("message", h.message());
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
        }
        return found.isEmpty()
                ? "all is well"
                : String.join("\n", found.stream().map(Healing::message).toList());
    }

    private static void essentials(JsonGenerator json, PackageInfo p) throws IOException {
        json.writeStringField("name", p.name());
        json.writeStringField("version", p.version());
        json.writeStringField("state", p.state().toString());
        json.writeObjectField("reason", p.reason().orElse(null));
        json.writeStringField("source", p.source());
    }

    static void strings(JsonGenerator json, String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    interface Fields<T> {
        void of(JsonGenerator json, T value) throws IOException;
    }

    /** An array of objects. */
    static <T> String array(List<T> values, Fields<T> fields) {
        return write(json -> {
            json.writeStartArray();
            for (T value : values) {
                json.writeStartObject();
                fields.of(json, value);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static String write(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string can always be written", e);
        }
        return text.toString();
    }
}
