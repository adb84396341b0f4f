package org.carrack.itest;

import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** An nginx as Debian has it. */
final class RealNginx {

    private RealNginx() {}

    /** Starts one with that configuration and waits until it listens. */
    static Process start(Path config) throws IOException {
        Process nginx = new ProcessBuilder(
                        "nginx", "-c", config.toString(), "-g", "daemon off; error_log stderr notice;")
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        BufferedReader out = nginx.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.contains("start worker process")) {
                Thread rest = new Thread(() -> out.lines().forEach(more -> {}));
                rest.setDaemon(true);
                rest.start();
                return nginx;
            }
        }
        throw new AssertionError("nginx did not start: " + said);
    }

    /** Waits until a server has written a configuration that says that, or says it no more. */
    static void awaitConfiguration(Path file, String part, boolean isThere) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(file.getParent());
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!Files.exists(file) || Files.readString(file).contains(part) != isThere) {
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                assertTrue("no configuration with " + part, key != null);
                key.pollEvents();
                key.reset();
            }
        }
    }
}
