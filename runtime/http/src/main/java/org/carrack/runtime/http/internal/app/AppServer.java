package org.carrack.runtime.http.internal.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.http.internal.access.AccessFlags;
import org.carrack.runtime.http.internal.files.Folder;
import org.jspecify.annotations.Nullable;

/**
 * One {@code [[app_servers]]} of a descriptor, 3Bot's {@code [[bottle_servers]]}.
 *
 * @param path below the package, empty or starting with a slash, without one at the end
 * @param pathOfApp the path that the application knows for it, of the same form
 * @param className the class of the application; empty if a file or a command is given
 * @param file the source file of the application in the package; empty if another is given
 * @param instance the application itself, declared by code
 * @param isStandalone whether it has a port of its own besides
 * @param host where a standalone application listens, or a command
 * @param port of either; 0 if there is none
 * @param isWebSocket whether connections to a command may become WebSockets
 * @param command the keys of a command that is the application; empty if a class is
 */
record AppServer(
        String name,
        String path,
        String pathOfApp,
        String className,
        String file,
        @Nullable Object instance,
        boolean isStandalone,
        String host,
        int port,
        boolean isWebSocket,
        Map<String, Object> command,
        AccessFlags flags,
        SourceLocation location) {

    private static final List<String> OF_COMMANDS =
            List.of("start_cmd", "stop_cmd", "check_cmd", "check_interval", "path", "env", "ports", "timeout");

    private static final String[] KEYS = {
        "name",
        "file_path",
        "class",
        "app",
        "path_url",
        "path_dest",
        "websocket",
        "standalone",
        "host",
        "port",
        "start_cmd",
        "stop_cmd",
        "check_cmd",
        "check_interval",
        "path",
        "env",
        "ports",
        "timeout",
        "process_strings",
        "process_strings_regex",
        "executor",
        "force_https",
        "is_auth",
        "is_admin",
        "is_package_authorized"
    };

    /** Whether a host or port is given on which nothing will listen. */
    boolean isUnreachable() {
        return !isStandalone && command.isEmpty() && (!host.isEmpty() || port != 0);
    }

    /** The warning for that. */
    String unreachableWarning(String packageName) {
        return "%s: the app server %s answers at /%s%s alone: host and port count with standalone = true, or with a start_cmd"
                .formatted(location, name, packageName, path);
    }

    static AppServer read(ConfigTag tag) throws ConfigException {
        tag.allowOnly(KEYS);
        String className = tag.string("class").orElse("").strip();
        String file = tag.string("file_path").orElse("").strip();
        Object instance = tag.child("app").flatMap(ConfigTag::value).orElse(null);
        Map<String, Object> command = command(tag);
        boolean isStandalone = tag.flag("standalone", false);
        String host = tag.string("host").orElse("").strip();
        int port = tag.port("port").orElse(0);
        if (className.isEmpty() && file.isEmpty() && instance == null && command.isEmpty()) {
            throw tag.refuse(
                    "%s needs a class (class = \"shop.Api\"), the file of one (file_path = \"bottle/Api.java\"), or a start_cmd"
                            .formatted(tag.name()));
        }
        if (!command.isEmpty() && (!className.isEmpty() || instance != null)) {
            throw tag.refuse("an app server has a class or a start_cmd, and not both");
        }
        if (isStandalone && (host.isEmpty() || port == 0)) {
            throw tag.refuse("a standalone app server needs the host and port that it listens on");
        }
        if (!command.isEmpty() && port == 0) {
            throw tag.refuse("an app server with a start_cmd needs the port that the program listens on");
        }
        String path = path(
                tag,
                "path_url",
                tag.string("path_url")
                        .orElseThrow(() -> tag.refuse(
                                "path_url is missing in %s: give the path below the package, \"/\" for all of it"
                                        .formatted(tag.name()))));
        return new AppServer(
                tag.string("name").orElse("").strip(),
                path,
                path(tag, "path_dest", tag.string("path_dest").orElse(path)),
                className,
                file,
                instance,
                isStandalone,
                host,
                port,
                tag.flag("websocket", false),
                command,
                AccessFlags.read(tag),
                tag.location());
    }

    private static String path(ConfigTag tag, String key, String text) throws ConfigException {
        String trimmed = text.strip().replaceAll("^/+|/+$", "");
        if (!trimmed.matches("[A-Za-z0-9/._~-]*") || trimmed.contains("//") || Folder.hasDots(trimmed)) {
            throw tag.child(key)
                    .orElse(tag)
                    .refuse("%s must be a plain path of letters, digits and . _ ~ -, not %s".formatted(key, trimmed));
        }
        return trimmed.isEmpty() ? "" : "/" + trimmed;
    }

    private static Map<String, Object> command(ConfigTag tag) throws ConfigException {
        Map<String, Object> command = new LinkedHashMap<>();
        if (tag.string("start_cmd").orElse("").isBlank()) {
            return command;
        }
        for (String key : OF_COMMANDS) {
            tag.child(key).ifPresent(child -> command.put(key, content(child)));
        }
        tag.string("name").filter(name -> !name.isBlank()).ifPresent(name -> command.put("name", name));
        if (tag.child("port").isPresent()) {
            command.putIfAbsent("ports", List.of(tag.port("port").orElse(0)));
        }
        return command;
    }

    private static Object content(ConfigTag tag) {
        if (tag.value().isPresent()) {
            return tag.value().get();
        }
        if (tag.children().stream().allMatch(child -> child.name().equals("value"))) {
            return tag.children().stream().map(AppServer::content).toList();
        }
        Map<String, Object> table = new LinkedHashMap<>();
        tag.children().forEach(child -> table.put(child.name(), content(child)));
        return table;
    }
}
