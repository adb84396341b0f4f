package org.carrack.runtime.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.carrack.manage.PackageInfo;

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
            table.append('\n').append(row.formatted(p.name(), p.version(), p.state(), p.source()));
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
        p.warnings().forEach(warning -> line(text, "warning", warning));
        line(text, "sha256", p.sha256());
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            text.append("%-12s%s%n".formatted(key, value));
        }
    }

    static String json(List<PackageInfo> packages) {
        return write(json -> {
            json.writeStartArray();
            for (PackageInfo p : packages) {
                json.writeStartObject();
                essentials(json, p);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
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
            json.writeStringField("sha256", p.sha256());
            json.writeEndObject();
        });
    }

    private static void essentials(JsonGenerator json, PackageInfo p) throws IOException {
        json.writeStringField("name", p.name());
        json.writeStringField("version", p.version());
        json.writeStringField("state", p.state().toString());
        json.writeObjectField("reason", p.reason().orElse(null));
        json.writeStringField("source", p.source());
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static String write(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a string can always be written", e);
        }
        return text.toString();
    }
}
