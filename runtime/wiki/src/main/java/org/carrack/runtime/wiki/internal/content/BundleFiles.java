package org.carrack.runtime.wiki.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Bundle;

/** The files of a folder in a bundle, which do not change. For any thread. */
public final class BundleFiles implements WikiFiles {

    private final Bundle bundle;
    private final String folder;

    /** @param folder without slashes around it */
    public BundleFiles(Bundle bundle, String folder) {
        this.bundle = bundle;
        this.folder = folder;
    }

    @Override
    public Map<String, String> stamps() {
        Map<String, String> stamps = new TreeMap<>();
        Enumeration<URL> all = bundle.findEntries(folder, "*", true);
        for (URL url : all == null ? Collections.<URL>emptyList() : Collections.list(all)) {
            String path = url.getPath();
            if (!path.endsWith("/")) {
                stamps.put(path.substring(path.indexOf('/' + folder + '/') + folder.length() + 2), "");
            }
        }
        return stamps;
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        URL url = bundle.getEntry(folder + "/" + path);
        if (url == null) {
            return Optional.empty();
        }
        try (InputStream in = url.openStream()) {
            return Optional.of(in.readAllBytes());
        }
    }
}
