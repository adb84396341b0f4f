package org.carrack.runtime.http.internal.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.http.internal.response.HttpServerConfig;
import org.carrack.runtime.http.internal.response.Responses;
import org.carrack.runtime.http.internal.response.Uris;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.spi.config.ServerConfig;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.PreCompressedHttpContentFactory;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.AllowedResourceAliasChecker;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/** Serves the files of a folder: of a package, or of the server's machine where its owner allows that. */
public final class StaticFiles {

    /** The key in {@code etc/carrack.toml} that names the folders outside of packages. */
    static final String ALLOWED = "static_folders";

    /** What people write with an editor. */
    private static final Map<String, String> TEXTS = Map.of(
            "html", "text/html",
            "htm", "text/html",
            "css", "text/css",
            "js", "text/javascript",
            "mjs", "text/javascript",
            "txt", "text/plain",
            "csv", "text/csv",
            "md", "text/markdown");

    private static final String WELL_KNOWN = "/.well-known/";

    private static final Map<String, String> TYPES = types();

    private static final Set<String> COMPRESSIBLE = Set.of(
            "application/javascript",
            "application/json",
            "application/manifest+json",
            "application/wasm",
            "application/xhtml+xml",
            "application/xml",
            "image/svg+xml");

    private StaticFiles() {}

    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>(MimeTypes.DEFAULTS.getMimeMap());
        types.putAll(TEXTS);
        return Map.copyOf(types);
    }

    /** What serves files below a path. */
    public static Handler handler(FileCache cache, RouteTarget.Files served, String path) {
        Resource folder = served.folder();
        String index = served.index();
        String cacheControl = served.cacheControl();
        ResourceHandler files = new Uncached();
        files.setBaseResource(folder);
        files.setDirAllowed(false);
        files.setEtags(true);
        files.setAcceptRanges(true);
        files.setPrecompressedFormats(CompressedContentFormat.BR, CompressedContentFormat.GZIP);
        files.setWelcomeFiles(List.of(index));
        if (cacheControl != null) {
            files.setCacheControl(cacheControl);
        }
        if (served.isSpa()) {
            files.setHandler(new IndexForAll(files, "/" + index));
        }
        CompressionHandler compressed = new CompressionHandler(new Reading(files, folder));
        compressed.putCompression(new GzipCompression());
        ContextHandler context = new ContextHandler(compressed, path.isEmpty() ? "/" : path);
        TEXTS.forEach((extension, type) -> context.getMimeTypes().addMimeMapping(extension, type + ";charset=utf-8"));
        // A link may lead to another file of the folder, and not out of it.
        context.clearAliasChecks();
        context.addAliasCheck(new AllowedResourceAliasChecker(context, folder));
        return new CachedFiles(cache, context, served, path);
    }

    /** Whether files of a type are text in UTF-8, of those that we know of. */
    public static boolean isText(String type) {
        return TEXTS.containsValue(type);
    }

    /** Files whose names begin with a dot are not served, except those that are meant to be found (RFC 8615). */
    public static boolean isServed(String path) {
        for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 1)) {
            if (!path.startsWith(WELL_KNOWN, at)
                    && !path.substring(at).equals(WELL_KNOWN.substring(0, WELL_KNOWN.length() - 1))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is worth while to compress files of a type. */
    public static boolean isCompressible(String type) {
        return type.startsWith("text/") || COMPRESSIBLE.contains(type);
    }

    /** Keeps nothing in memory: {@link CachedFiles} does, and Jetty's own cache fails when many ask for a new file at once. */
    private static final class Uncached extends ResourceHandler {
        @Override
        protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized pool) {
            HttpContent.Factory files = new PreCompressedHttpContentFactory(
                    new ResourceHttpContentFactory(getBaseResource(), getMimeTypes(), pool), getPrecompressedFormats());
            // A resource reads the escapes that a canonical path still has.
            return path -> Uris.fileName(path) == null ? null : files.getContent(path);
        }
    }

    /** The types by the extensions of files. */
    public static Map<String, String> mimeTypes() {
        return TYPES;
    }

    /**
     * A folder of a package, or of the machine.
     *
     * @throws ConfigException if there is none, or the server's owner has not allowed it
     */
    public static Resource open(ServerConfig config, PackageContext declarer, Folder folder, SourceLocation location)
            throws ConfigException {
        return folder.isOnMachine()
                ? onMachine(config, folder.path(), location)
                : inPackage(declarer, folder.path(), location);
    }

    /** Refuses a folder that {@link #open} would. */
    public static void check(ServerConfig config, Folder folder, PackageFiles files, SourceLocation location)
            throws ConfigException {
        if (folder.isOnMachine()) {
            onMachine(config, folder.path(), location);
        } else if (!files.contains(folder.path())) {
            throw notThere(folder.path(), location);
        }
    }

    private static Resource inPackage(PackageContext declarer, String folder, SourceLocation location)
            throws ConfigException {
        BundleResource resource = new BundleResource(declarer.bundle(), folder);
        if (!resource.isDirectory()) {
            throw notThere(folder, location);
        }
        return resource;
    }

    private static ConfigException notThere(String folder, SourceLocation location) {
        return new ConfigException(
                location,
                "Cannot find static dir %s: the package has no such folder, or nothing is in it".formatted(folder));
    }

    private static Resource onMachine(ServerConfig config, String folder, SourceLocation location)
            throws ConfigException {
        Path path = Path.of(folder.startsWith("~/") ? System.getProperty("user.home") + folder.substring(1) : folder)
                .normalize();
        boolean isAllowed = Stream.of(config.view(HttpServerConfig.class).staticFolders())
                .anyMatch(allowed -> path.startsWith(Path.of(allowed).normalize()));
        if (!path.isAbsolute() || !isAllowed) {
            throw new ConfigException(
                    location,
                    "the folder %s is outside of the package: put the files into the package, or have the server's owner add it to %s in etc/carrack.toml"
                            .formatted(folder, ALLOWED));
        }
        if (!Files.isDirectory(path)) {
            throw new ConfigException(location, "Cannot find static dir %s: there is no such folder".formatted(path));
        }
        return ResourceFactory.root().newResource(path);
    }

    /** Lets requests through that read; what is more is refused for files that are there, and not taken for others. */
    private static final class Reading extends Handler.Wrapper {

        private final Resource folder;

        Reading(ResourceHandler files, Resource folder) {
            super(files);
            this.folder = folder;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (!isServed(Request.getPathInContext(request))) {
                return false;
            }
            boolean isRead = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
            if (isRead) {
                Resource file = file(request);
                if (file != null && file.exists() && !file.isDirectory()) {
                    // Jetty leaves it out where it answers that the time has not changed.
                    response.getHeaders().put(HttpHeader.ETAG, EtagUtils.computeWeakEtag(file));
                    if ("*".equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
                        response.setStatus(HttpStatus.NOT_MODIFIED_304);
                        callback.succeeded();
                        return true;
                    }
                }
                String range = request.getHeaders().get(HttpHeader.RANGE);
                boolean isRangeOld = request.getHeaders().contains(HttpHeader.IF_RANGE) && !isUnchanged(request);
                // A unit that is not known is as if there were none (RFC 9110, 14.2); Jetty refuses it.
                boolean isRangeIgnored =
                        isRangeOld || (range != null && !range.strip().startsWith("bytes="));
                return super.handle(isRangeIgnored ? new UnconditionalRequest(request) : request, response, callback);
            }
            Resource file = file(request);
            if (file == null || !file.exists() || file.isDirectory()) {
                return false;
            }
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            Responses.write(request, response, callback, 405, "this can only be read");
            return true;
        }

        /** Our entity tags are weak, which cannot vouch for a part (RFC 9110, 13.1.5): only a time can. */
        private boolean isUnchanged(Request request) {
            Resource file = file(request);
            return file != null
                    && HttpDateTime.format(file.lastModified())
                            .equals(request.getHeaders().get(HttpHeader.IF_RANGE));
        }

        private @Nullable Resource file(Request request) {
            String name = Uris.fileName(Request.getPathInContext(request));
            return name == null ? null : folder.resolve(URIUtil.encodePath(name).substring(1));
        }
    }

    /** A request that asks for no part. */
    private static final class UnconditionalRequest extends Request.Wrapper {

        private final HttpFields headers;

        UnconditionalRequest(Request request) {
            super(request);
            headers = HttpFields.build(request.getHeaders())
                    .remove(HttpHeader.RANGE)
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }

    /** Answers with the index what is no file: the application in the browser knows what the path means. */
    private static final class IndexForAll extends Handler.Abstract {

        private final ResourceHandler files;
        private final String index;

        IndexForAll(ResourceHandler files, String index) {
            this.files = files;
            this.index = index;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (Request.getPathInContext(request).equals(index)) {
                return false;
            }
            HttpURI uri = HttpURI.build(request.getHttpURI())
                    .path(Request.getContextPath(request) + index)
                    .asImmutable();
            Request forIndex = new Request.Wrapper(request) {
                @Override
                public HttpURI getHttpURI() {
                    return uri;
                }
            };
            return files.handle(forIndex, response, callback);
        }
    }
}
