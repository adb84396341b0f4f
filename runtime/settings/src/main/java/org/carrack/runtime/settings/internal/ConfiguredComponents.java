package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;

/** Whether components of a bundle are configured by a PID, as far as their descriptions say so. Stateless. */
final class ConfiguredComponents {

    private ConfiguredComponents() {}

    /** Whether there is one whose name or {@code configuration-pid} is that PID. Rather yes than no. */
    static boolean isAnyOf(Bundle bundle, String pid) {
        String header = bundle.getHeaders("").get("Service-Component");
        if (header == null) {
            return false;
        }
        for (String path : header.split(",")) {
            for (URL description : descriptions(bundle, path.strip())) {
                try (InputStream in = description.openStream()) {
                    if (isIn(new String(in.readAllBytes(), StandardCharsets.UTF_8), pid)) {
                        return true;
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException("%s of %s cannot be read".formatted(path, bundle), e);
                }
            }
        }
        return false;
    }

    /** Whether a description of components names a PID: as one of its configuration, or as its own name, which is the default. */
    static boolean isIn(String description, String pid) {
        return Pattern.compile("\\b(?:name|configuration-pid)\\s*=\\s*[\"'](?:[^\"']*\\s)?%s(?:\\s[^\"']*)?[\"']"
                        .formatted(Pattern.quote(pid)))
                .matcher(description)
                .find();
    }

    /** The last part of a path may hold wildcards (OSGi Core 8, 112.4.1). */
    private static List<URL> descriptions(Bundle bundle, String path) {
        int slash = path.lastIndexOf('/');
        Enumeration<URL> found =
                bundle.findEntries(slash < 0 ? "/" : path.substring(0, slash), path.substring(slash + 1), false);
        return found == null ? List.of() : Collections.list(found);
    }
}
