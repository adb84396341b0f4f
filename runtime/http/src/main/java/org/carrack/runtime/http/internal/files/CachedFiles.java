package org.carrack.runtime.http.internal.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.carrack.runtime.http.internal.response.QuickHandler;
import org.carrack.runtime.http.internal.response.Uris;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.eclipse.jetty.http.EtagUtils;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps files of a folder that are asked for in memory, whole and compressed, and answers plain requests for them at once. Parts,
 * conditions, Brotli and all that is no small file are for the handler that it wraps.
 */
final class CachedFiles extends Handler.Wrapper implements QuickHandler {

    private static final long LARGEST = 2L << 20;
    private static final int SMALLEST_COMPRESSED = 32;

    /** After it a file of the machine is looked at again. */
    private static final long TRUSTED_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final HttpHeader[] CONDITIONS = {
        HttpHeader.RANGE,
        HttpHeader.IF_NONE_MATCH,
        HttpHeader.IF_MODIFIED_SINCE,
        HttpHeader.IF_MATCH,
        HttpHeader.IF_UNMODIFIED_SINCE,
        HttpHeader.IF_RANGE
    };

    private final Map<String, CachedFile> entries = new ConcurrentHashMap<>();
    private final FileCache cache;
    private final RouteTarget.Files served;
    private final String path;

    /** One way to send a file. */
    private record Form(ByteBuffer bytes, HttpFields headers) {}

    /** A file in memory. */
    private static final class CachedFile {

        private final Form plain;
        private final @Nullable Form gzip;
        private final boolean hasBrotli;
        private final @Nullable Path file;
        private final long modified;
        private final long packed;
        private final @Nullable Object fileKey;
        private volatile long checked = System.nanoTime();
        private volatile long used = checked;

        CachedFile(
                Form plain, @Nullable Form gzip, boolean hasBrotli, @Nullable Path file, long modified, long packed) {
            this.plain = plain;
            this.gzip = gzip;
            this.hasBrotli = hasBrotli;
            this.file = file;
            this.modified = modified;
            this.packed = packed;
            fileKey = keyOf(file);
        }

        long bytes() {
            return plain.bytes().capacity() + (gzip == null ? 0L : gzip.bytes().capacity());
        }

        /** Files of packages do not change as long as they are served. */
        boolean isTrusted() {
            return file == null || System.nanoTime() - checked < TRUSTED_NS;
        }

        boolean isUnchanged() throws IOException {
            if (file == null) {
                return true;
            }
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            checked = System.nanoTime();
            return now.lastModifiedTime().toMillis() == modified
                    && now.size() == plain.bytes().capacity()
                    && Objects.equals(now.fileKey(), fileKey)
                    && packedTime(file) == packed;
        }
    }

    /** Distinguishes a file from another of the same path. */
    private static @Nullable Object keyOf(@Nullable Path file) {
        try {
            return file == null
                    ? null
                    : Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** When what is packed beside a file has changed; 0 if there is none. */
    private static long packedTime(@Nullable Path file) {
        try {
            return file == null
                    ? 0
                    : Files.getLastModifiedTime(file.resolveSibling(file.getFileName() + ".gz"))
                            .toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * @param files serves what is not kept
     * @param path below which the files are
     */
    CachedFiles(FileCache cache, Handler files, RouteTarget.Files served, String path) {
        super(files);
        this.cache = cache;
        this.served = served;
        this.path = path;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        cache.add(this);
    }

    @Override
    protected void doStop() throws Exception {
        cache.remove(this);
        entries.keySet().forEach(this::forget);
        super.doStop();
    }

    /** Takes the paths of what is kept, and when each was asked for. */
    interface Visitor {
        void visit(String path, long used);
    }

    void forEach(Visitor visitor) {
        entries.forEach((asked, kept) -> visitor.visit(asked, kept.used));
    }

    void forget(String asked) {
        CachedFile kept = entries.remove(asked);
        if (kept != null) {
            cache.giveBack(kept.bytes());
        }
    }

    @Override
    public boolean handleQuickly(Request request, Response response, Callback callback) {
        if (!isPlain(request)) {
            return false;
        }
        CachedFile kept = entries.get(Request.getPathInContext(request));
        return kept != null && kept.isTrusted() && send(kept, request, response, callback);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (isPlain(request)) {
            String asked = Request.getPathInContext(request);
            CachedFile kept = entries.get(asked);
            if (kept == null || !isUnchanged(kept)) {
                forget(asked);
                kept = keep(asked);
            }
            if (kept != null && send(kept, request, response, callback)) {
                return true;
            }
        }
        return super.handle(request, response, callback);
    }

    private static boolean isUnchanged(CachedFile kept) {
        try {
            return kept.isUnchanged();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isPlain(Request request) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return false;
        }
        HttpFields headers = request.getHeaders();
        for (HttpHeader condition : CONDITIONS) {
            if (headers.contains(condition)) {
                return false;
            }
        }
        return true;
    }

    private static boolean send(CachedFile kept, Request request, Response response, Callback callback) {
        String encodings = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
        Form form = kept.plain;
        if (encodings != null && !encodings.equals("identity")) {
            boolean isWeighed = encodings.indexOf(';') >= 0 || encodings.indexOf('*') >= 0;
            Form gzip = kept.gzip;
            if ((isWeighed && gzip != null) || (kept.hasBrotli && encodings.contains("br"))) {
                return false;
            }
            form = gzip != null && encodings.contains("gzip") ? gzip : form;
        }
        kept.used = System.nanoTime();
        response.getHeaders().add(form.headers());
        boolean isHead = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, isHead ? BufferUtil.EMPTY_BUFFER : form.bytes().duplicate(), callback);
        return true;
    }

    private @Nullable CachedFile keep(String asked) throws IOException {
        if (!asked.startsWith(path + "/")) {
            return null;
        }
        String inside = asked.substring(path.length() + 1);
        String name = Uris.fileName(inside.isEmpty() || inside.endsWith("/") ? inside + served.index() : inside);
        if (name == null || !StaticFiles.isServed("/" + name)) {
            return null;
        }
        Resource file = resolve(name);
        if (file == null || file.length() > LARGEST || !cache.hasRoomFor(file.length())) {
            return null;
        }
        Instant modified = file.lastModified();
        long packedTime = packedTime(file.getPath());
        byte[] bytes = read(file);
        if (bytes.length > LARGEST) {
            return null;
        }
        String type = StaticFiles.mimeTypes()
                .get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        byte[] packed = packed(name, type, bytes, modified);
        boolean isText = type != null && StaticFiles.isText(type);
        HttpFields.Mutable headers = HttpFields.build();
        if (type != null) {
            headers.put(HttpHeader.CONTENT_TYPE, isText ? type + ";charset=utf-8" : type);
        }
        headers.put(HttpHeader.LAST_MODIFIED, HttpDateTime.format(modified));
        headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
        if (served.cacheControl() != null) {
            headers.put(HttpHeader.CACHE_CONTROL, served.cacheControl());
        }
        if (packed != null) {
            headers.put(HttpHeader.VARY, "Accept-Encoding");
        }
        Form plain = form(headers, bytes, EtagUtils.computeWeakEtag(file));
        Form gzip = null;
        if (packed != null) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
            gzip = form(headers, packed, EtagUtils.computeWeakEtag(file, EtagUtils.ETAG_SEPARATOR + "gzip"));
        }
        boolean hasBrotli = resolve(name + ".br") != null;
        boolean hasChanged = !file.lastModified().equals(modified);
        CachedFile kept = new CachedFile(plain, gzip, hasBrotli, file.getPath(), modified.toEpochMilli(), packedTime);
        if (hasChanged || !cache.take(kept.bytes())) {
            return null;
        }
        CachedFile before = entries.put(asked, kept);
        if (before != null) {
            cache.giveBack(before.bytes());
        }
        if (!isRunning()) {
            forget(asked);
        }
        return kept;
    }

    private static Form form(HttpFields.Mutable headers, byte[] bytes, String etag) {
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        headers.put(HttpHeader.ETAG, etag);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
        direct.put(bytes).flip();
        return new Form(direct.asReadOnlyBuffer(), HttpFields.build(headers).asImmutable());
    }

    /** A file that is there, and not reached by a link out of the folder. */
    private @Nullable Resource resolve(String name) throws IOException {
        Resource file = served.folder().resolve(URIUtil.encodePath(name));
        if (file == null || !file.exists() || file.isDirectory()) {
            return null;
        }
        Path found = file.getPath();
        Path folder = served.folder().getPath();
        boolean isInside =
                found == null || (folder != null && found.toRealPath().startsWith(folder.toRealPath()));
        return isInside ? file : null;
    }

    private byte @Nullable [] packed(String name, @Nullable String type, byte[] bytes, Instant modified)
            throws IOException {
        Resource beside = resolve(name + ".gz");
        // One that is older was made of another file.
        if (beside != null
                && beside.length() <= LARGEST
                && !beside.lastModified().isBefore(modified)) {
            return read(beside);
        }
        if (type == null || !StaticFiles.isCompressible(type) || bytes.length < SMALLEST_COMPRESSED) {
            return null;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] read(Resource file) throws IOException {
        try (InputStream in = file.newInputStream()) {
            return in.readNBytes((int) LARGEST + 1);
        }
    }
}
