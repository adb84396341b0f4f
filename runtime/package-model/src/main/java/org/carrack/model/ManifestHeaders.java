package org.carrack.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns a descriptor into the headers of a bundle's manifest; used at build time and in the server. */
public final class ManifestHeaders {

    /** The header that points at the descriptor inside a bundle. */
    public static final String CARRACK_PACKAGE = "Carrack-Package";

    /** The name space of the capability that every package provides. */
    public static final String CAPABILITY = "carrack.package";

    private ManifestHeaders() {}

    /** The headers, in the order in which they are best read. */
    public static Map<String, String> of(Descriptor d) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", d.name());
        headers.put("Bundle-Version", d.version().osgi());
        put(headers, "Bundle-Name", line(d.label()));
        put(headers, "Bundle-Description", line(d.description()));
        put(headers, "Bundle-Vendor", line(d.vendor()));
        put(headers, "Bundle-Copyright", line(d.copyright()));
        put(headers, "Bundle-DocURL", line(d.website()));
        put(headers, "Bundle-License", d.license().isEmpty() ? "" : quoted(d.license()));
        put(headers, "Bundle-Developers", people(d.authors(), d.contributors()));
        headers.put(
                "Provide-Capability",
                "%s;%s=%s;version:Version=\"%s\";type=%s"
                        .formatted(
                                CAPABILITY,
                                CAPABILITY,
                                quoted(d.name()),
                                d.version().osgi(),
                                quoted(d.type())));
        put(
                headers,
                "Require-Bundle",
                d.dependsOn().stream().map(Dependency::requireBundle).collect(Collectors.joining(",")));
        headers.put(CARRACK_PACKAGE, d.file());
        return headers;
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
    }

    private static String people(List<Person> authors, List<Person> contributors) {
        Map<String, String> clauses = new LinkedHashMap<>();
        contributors.forEach(p -> clauses.put(id(p), clause(p, "contributor")));
        authors.forEach(p -> clauses.put(id(p), clause(p, "author")));
        return String.join(",", clauses.values());
    }

    private static String id(Person p) {
        return p.email().isBlank() ? p.name() : p.email();
    }

    private static String clause(Person p, String role) {
        return "%s;name=%s;roles=%s".formatted(quoted(id(p)), quoted(p.name()), role);
    }

    private static String quoted(String text) {
        return '"' + line(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A header is one line. */
    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
