package org.carrack.runtime.wiki.internal.service;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.wiki.internal.content.WikiPaths;

/** A file of a wiki that is no page. What browsers would run is sent as text or for download. Stateless. */
final class FileResponse {

    private static final String TEXT = "text/plain;charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("txt", TEXT),
            Map.entry("csv", TEXT),
            Map.entry("json", TEXT),
            Map.entry("yaml", TEXT),
            Map.entry("yml", TEXT),
            Map.entry("toml", TEXT),
            Map.entry("xml", TEXT),
            Map.entry("java", TEXT),
            Map.entry("py", TEXT),
            Map.entry("sh", TEXT),
            Map.entry("md", TEXT));

    private FileResponse() {}

    static HttpResponse of(String path, byte[] content, HttpRequest call) {
        String name = WikiPaths.name(path);
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.get(extension);
        CRC32 sum = new CRC32();
        sum.update(content);
        String tag = "\"%x-%x\"".formatted(sum.getValue(), content.length);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", tag);
        headers.put("Cache-Control", "private, no-cache");
        headers.put("X-Content-Type-Options", "nosniff");
        // A drawing may hold scripts, and a document links.
        headers.put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox");
        if (call.header("If-None-Match").filter(tag::equals).isPresent()) {
            return new HttpResponse(304, Map.copyOf(headers), new byte[0]);
        }
        headers.put("Content-Type", type == null ? "application/octet-stream" : type);
        if (type == null) {
            headers.put("Content-Disposition", "attachment");
        }
        return new HttpResponse(200, Map.copyOf(headers), content);
    }

    /** The text of a page, for programs. */
    static HttpResponse source(String text) {
        return new HttpResponse(
                200,
                Map.of(
                        "Content-Type",
                        "text/markdown;charset=utf-8",
                        "Cache-Control",
                        "private, no-cache",
                        "X-Content-Type-Options",
                        "nosniff"),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
