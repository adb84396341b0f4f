package org.carrack.runtime.wiki.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** The files that pages need besides their HTML; the addresses of all end with a version, so that browsers keep them. Stateless. */
public final class Assets {

    /** To be raised with each change of one of them. */
    static final String VERSION = "1";

    private static final String SCRIPT = "text/javascript;charset=utf-8";

    private static final Map<String, String> OWN = Map.of(
            "wiki.css", "text/css;charset=utf-8",
            "wiki.js", SCRIPT,
            "diagram.js", SCRIPT,
            "viz-global.js", SCRIPT,
            "diagram.html", "text/html;charset=utf-8");

    /** Files of others, each by the header of the bundle that says where it is. */
    private static final Map<String, String> OTHERS =
            Map.of("mermaid.min.js", "Carrack-Mermaid", "highlight.min.js", "Carrack-Highlight");

    private Assets() {}

    /** A file with its type. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Asset(String type, byte[] content) {}

    /** A file; nothing if there is none of that name. */
    public static Optional<Asset> find(String name, Bundle bundle) {
        String type = OWN.get(name);
        String header = OTHERS.get(name);
        if (type == null && header == null) {
            return Optional.empty();
        }
        URL file = type == null ? ofOthers(name, String.valueOf(header), bundle) : Assets.class.getResource(name);
        if (file == null) {
            throw new IllegalStateException("the file %s is missing in the module".formatted(name));
        }
        try (InputStream in = file.openStream()) {
            return Optional.of(new Asset(type == null ? SCRIPT : type, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL ofOthers(String name, String header, Bundle bundle) {
        URL file = bundle.getEntry(bundle.getHeaders().get(header));
        if (file == null) {
            throw new IllegalStateException("the file %s is missing in the module".formatted(name));
        }
        return file;
    }
}
