package org.carrack.runtime.http.internal.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.carrack.runtime.http.internal.access.Addresses;
import org.carrack.runtime.http.internal.response.HttpServerConfig;
import org.carrack.spi.config.ServerConfig;
import org.eclipse.jetty.server.AsyncRequestLogWriter;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what, a line each in the combined format of Apache's and nginx's logs: {@code log/access-<yyyy_mm_dd>.log} in the
 * home, a file a day. Written where {@code access_log = true} stands in {@code etc/carrack.toml}, since it costs each request.
 */
final class AccessLog {

    private static final int DAYS_KEPT = 31;

    private AccessLog() {}

    /** The log; null if none is wanted. */
    static @Nullable RequestLog of(ServerConfig config, Path home) {
        if (!config.view(HttpServerConfig.class).accessLog()) {
            return null;
        }
        try {
            Path folder = Files.createDirectories(home.resolve("log"));
            AsyncRequestLogWriter writer = new Combined(folder.resolve("access-yyyy_mm_dd.log"));
            writer.setAppend(true);
            writer.setRetainDays(DAYS_KEPT);
            return new CustomRequestLog(writer, CustomRequestLog.EXTENDED_NCSA_FORMAT);
        } catch (IOException e) {
            throw new UncheckedIOException("the access log cannot be written", e);
        }
    }

    /** What is missing is a dash in the combined format, and nothing in Jetty's. */
    private static final class Combined extends AsyncRequestLogWriter {

        Combined(Path file) {
            super(file.toString());
        }

        @Override
        public void write(String line) throws IOException {
            int end = line.startsWith("[") ? line.indexOf(']') : -1;
            String named = end < 0 ? line : Addresses.text(line.substring(0, end + 1)) + line.substring(end + 1);
            super.write(named.replace(" \"\"", " \"-\""));
        }
    }
}
