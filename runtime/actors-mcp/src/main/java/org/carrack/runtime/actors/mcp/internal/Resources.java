package org.carrack.runtime.actors.mcp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What agents may read of packages: the pages of their wikis, as Markdown, and the files in their folder {@code mcp}. Each has the address
 * {@code carrack://<package>/<path>}. For any thread; reading blocks.
 */
@Component(service = Resources.class)
public final class Resources {

    private static final String SCHEME = "carrack://";

    /** More an agent does not read at once. */
    private static final int LONGEST = 1 << 20;

    private static final Map<String, String> TYPES = Map.of(
            "md", "text/markdown",
            "txt", "text/plain",
            "json", "application/json",
            "csv", "text/csv",
            "html", "text/html",
            "xml", "application/xml",
            "toml", "application/toml",
            "yaml", "application/yaml");

    private final Map<String, PackageContext> packages = new ConcurrentHashMap<>();

    @Activate
    public Resources() {}

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        packages.put(live.name(), live);
    }

    void removePackage(PackageContext live) {
        packages.remove(live.name(), live);
    }

    /** Something to read. */
    record Found(String uri, String name, String packageName, String type) {}

    /**
     * Its content.
     *
     * @param text as text; empty if it is none
     * @param base64 of what is no text
     */
    record Content(Found found, Optional<String> text, String base64) {}

    /** All that a caller may read, by address. */
    List<Found> of(Caller caller, String packageName) {
        List<Found> found = new ArrayList<>();
        for (PackageContext live : packages.values()) {
            boolean isWanted = packageName.isEmpty() || packageName.equals(live.name());
            if (isWanted && isReadable(live, caller)) {
                add(live, "wiki", "*.md", found);
                add(live, "mcp", "*", found);
            }
        }
        found.sort(java.util.Comparator.comparing(Found::uri));
        return found;
    }

    private static boolean isReadable(PackageContext live, Caller caller) {
        return live.access().decide(caller, live.name()) == Access.Decision.ALLOWED;
    }

    private static void add(PackageContext live, String folder, String pattern, List<Found> found) {
        Enumeration<URL> files = live.bundle().findEntries(folder, pattern, true);
        for (URL file : files == null ? List.<URL>of() : Collections.list(files)) {
            String path = file.getPath().substring(1);
            if (!path.endsWith("/")) {
                found.add(found(live, path));
            }
        }
    }

    private static Found found(PackageContext live, String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return new Found(
                SCHEME + live.name() + "/" + path,
                path,
                live.name(),
                TYPES.getOrDefault(ending, "application/octet-stream"));
    }

    /** One of them; nothing if there is none that the caller may read. */
    Optional<Content> read(String uri, Caller caller) throws IOException {
        String packageName =
                uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()).split("/", 2)[0] : "";
        Optional<Found> wanted = of(caller, packageName).stream()
                .filter(one -> one.uri().equals(uri))
                .findFirst();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        Found found = wanted.get();
        PackageContext live = packages.get(found.packageName());
        Optional<URL> file = live == null ? Optional.empty() : live.resource(found.name());
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = file.get().openStream()) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("%s is longer than %d bytes".formatted(uri, LONGEST));
            }
            boolean isText = !found.type().equals("application/octet-stream");
            return Optional.of(new Content(
                    found,
                    isText ? Optional.of(new String(bytes, StandardCharsets.UTF_8)) : Optional.empty(),
                    isText ? "" : Base64.getEncoder().encodeToString(bytes)));
        }
    }
}
