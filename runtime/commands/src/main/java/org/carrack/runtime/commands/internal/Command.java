package org.carrack.runtime.commands.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;

/**
 * One {@code [[commands]]} of a descriptor: 3Bot's {@code startupcmd}. The three commands are lines for {@code sh -c}.
 *
 * @param start starts the program
 * @param stop ends it; empty for SIGTERM
 * @param check ends with status 0 as long as the program runs; empty if its process and ports are checked instead
 * @param folder where it runs, relative to the files of the package; empty for those
 * @param host the address that it listens on
 * @param ports it is up when all of them take connections
 * @param limit until when it must be up, and how long {@code stop} may take
 * @param interval how often {@code check} is asked
 */
record Command(
        String name,
        String start,
        String stop,
        String check,
        String folder,
        Map<String, String> env,
        String host,
        List<Integer> ports,
        Duration limit,
        Duration interval,
        SourceLocation location) {

    private static final String[] KEYS = {
        "name",
        "start_cmd",
        "stop_cmd",
        "check_cmd",
        "path",
        "env",
        "ports",
        "host",
        "timeout",
        "check_interval",
        "process_strings",
        "process_strings_regex",
        "executor"
    };

    private static final long LIMIT_S = 60;
    private static final long INTERVAL_S = 10;
    private static final long LONGEST_S = 3600;

    static Command read(ConfigTag tag) throws ConfigException {
        tag.allowOnly(KEYS);
        String start = tag.string("start_cmd").orElse("").strip();
        if (start.isEmpty()) {
            throw tag.refuse("please make sure start_cmd has been set: the line that starts the program");
        }
        String name = tag.string("name").orElse("").strip();
        if (!name.matches("[A-Za-z0-9._-]*")) {
            throw tag.child("name")
                    .orElse(tag)
                    .refuse("name must be of letters, digits and . _ -, not %s".formatted(name));
        }
        return new Command(
                name.isEmpty() ? "main" : name,
                start,
                tag.string("stop_cmd").orElse("").strip(),
                tag.string("check_cmd").orElse("").strip(),
                tag.string("path").orElse("").strip(),
                env(tag),
                tag.string("host")
                        .filter(host -> !host.isBlank())
                        .orElse("127.0.0.1")
                        .strip(),
                tag.ports("ports"),
                seconds(tag, "timeout", LIMIT_S),
                seconds(tag, "check_interval", INTERVAL_S),
                tag.location());
    }

    /** The files of the package that its lines may run, relative to the package. */
    List<String> scripts() {
        return Stream.of(start, check, stop)
                .map(line -> line.split("[\\s;&|<>\"'$`]", 2)[0])
                .filter(word -> !word.isEmpty() && !word.startsWith("/"))
                .map(word -> Path.of(folder).resolve(word).normalize().toString())
                .filter(path -> !path.startsWith(".."))
                .distinct()
                .toList();
    }

    /** Messages of the system that need an explanation. */
    String windowsLineEnds(String script) {
        return "the script %s of the command %s has the line ends of Windows, so that the program in its first line is not found; save it with those of Unix (LF)"
                .formatted(script, name);
    }

    private static Duration seconds(ConfigTag tag, String key, long otherwise) throws ConfigException {
        long seconds = tag.integer(key).orElse(otherwise);
        if (seconds < 1 || seconds > LONGEST_S) {
            throw tag.child(key)
                    .orElse(tag)
                    .refuse("%s is a number of seconds between 1 and %d, not %d".formatted(key, LONGEST_S, seconds));
        }
        return Duration.ofSeconds(seconds);
    }

    private static Map<String, String> env(ConfigTag tag) throws ConfigException {
        Map<String, String> env = new LinkedHashMap<>();
        if (tag.child("env").isPresent() && tag.child("env").get().value().isPresent()) {
            throw tag.child("env").get().refuse("env is a table: env = { NAME = \"value\" }");
        }
        for (ConfigTag variable : tag.child("env").map(ConfigTag::children).orElse(List.of())) {
            String value = String.valueOf(variable.value().orElse(""));
            if (!variable.name().matches("[A-Za-z_][A-Za-z0-9_]*") || value.indexOf('\0') >= 0) {
                throw variable.refuse("%s is no environment variable".formatted(variable.name()));
            }
            env.put(variable.name(), value);
        }
        return Map.copyOf(env);
    }
}
