package org.carrack.runtime.http.internal.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.IO;

/** Runs the program nginx with a main configuration file. Used by one thread at a time. */
final class NginxProcess {

    private static final long LIMIT_S = 30;

    private final String command;
    private final Path config;
    private final Path output;

    /**
     * @param command the program with arguments of its own
     * @param config the main configuration file
     * @param output where its output is kept for the moment
     */
    NginxProcess(String command, Path config, Path output) {
        this.command = command;
        this.config = config;
        this.output = output;
    }

    /** Checks the configuration; returns what nginx says against it, or nothing. */
    String test() throws InterruptedException {
        return run("-t");
    }

    /** Loads the configuration; returns why that failed, or nothing. */
    String reload() throws InterruptedException {
        return run("-s", "reload");
    }

    /** How to start nginx by hand. */
    String start() {
        return command + " -c " + config;
    }

    private String run(String... arguments) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(command.trim().split("\\s+")));
        words.addAll(List.of("-c", config.toString()));
        words.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return "it does not end";
            }
            String text = Files.readString(output).strip();
            return process.exitValue() == 0 ? "" : text.isEmpty() ? "status " + process.exitValue() : text;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            IO.delete(output);
        }
    }
}
