package org.carrack.runtime.http.internal.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * A file or folder of a bundle, for Jetty. Asks the bundle itself, so that a jar without entries for its folders serves
 * as well as one with them.
 */
final class BundleResource extends Resource {

    private final Bundle bundle;

    /** Relative to the bundle's root, without slashes around it. */
    private final String path;

    private final @Nullable URL url;
    private final boolean isDirectory;

    BundleResource(Bundle bundle, String path) {
        this.bundle = bundle;
        this.path = path;
        url = bundle.getEntry(path);
        isDirectory = bundle.getEntry(path + "/") != null || (url == null && bundle.getEntryPaths(path) != null);
    }

    @Override
    public @Nullable Path getPath() {
        return null;
    }

    @Override
    public boolean exists() {
        return isDirectory || url != null;
    }

    @Override
    public boolean isDirectory() {
        return isDirectory;
    }

    @Override
    public boolean isReadable() {
        return exists();
    }

    /**
     * When the package came: the times inside a jar may all be one, and a file of the same length with other content must
     * not look unchanged to a browser.
     */
    @Override
    public Instant lastModified() {
        return Instant.ofEpochMilli(bundle.getLastModified());
    }

    @Override
    public long length() {
        try {
            return url == null || isDirectory ? -1 : url.openConnection().getContentLengthLong();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public InputStream newInputStream() throws IOException {
        if (url == null || isDirectory) {
            throw new FileNotFoundException(toString());
        }
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    @Override
    public URI getURI() {
        return URI.create("bundle-file://%d/%s%s"
                .formatted(bundle.getBundleId(), URIUtil.encodePath(path), isDirectory ? "/" : ""));
    }

    @Override
    public String getName() {
        return path;
    }

    @Override
    public String getFileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public @Nullable Resource resolve(String subUriPath) {
        String decoded = URIUtil.decodePath(subUriPath);
        String inside = decoded == null ? null : URIUtil.normalizePath("/" + decoded);
        if (inside == null) {
            return null;
        }
        String relative = inside.replaceAll("^/+|/+$", "");
        return relative.isEmpty() ? this : new BundleResource(bundle, path + "/" + relative);
    }

    @Override
    public List<Resource> list() {
        Enumeration<String> names = bundle.getEntryPaths(path);
        return names == null
                ? List.of()
                : Collections.list(names).stream()
                        .map(name -> (Resource) new BundleResource(bundle, name.replaceAll("/+$", "")))
                        .toList();
    }

    @Override
    public String toString() {
        return "%s of bundle %s".formatted(path, bundle.getSymbolicName());
    }
}
