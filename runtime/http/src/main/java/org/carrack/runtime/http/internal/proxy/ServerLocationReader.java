package org.carrack.runtime.http.internal.proxy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.runtime.http.internal.access.AccessFlags;
import org.carrack.runtime.http.internal.files.Folder;
import org.carrack.runtime.http.internal.routing.RouteTarget;

/**
 * Reads locations of descriptors: 3Bot's keys, ThreeBot's names for the same, and redirects. Stateless.
 */
final class ServerLocationReader {

    private static final String[] KEYS = {
        "name",
        "type",
        "path_url",
        "path_location",
        "absolute_path",
        "index",
        "spa",
        "host",
        "ipaddr_dest",
        "port",
        "port_dest",
        "scheme",
        "path_dest",
        "websocket",
        "proxy_buffering",
        "proxy_buffers",
        "proxy_buffer_size",
        "proxy_redirect",
        "headers",
        "to",
        "status",
        "force_https",
        "is_auth",
        "is_admin",
        "is_package_authorized",
        "custom_config",
        "config"
    };

    private static final List<String> BUFFERING = List.of("", "on", "off");
    private static final List<Long> REDIRECTS = List.of(301L, 302L, 303L, 307L, 308L);
    private static final List<String> TYPES = List.of("static", "spa", "proxy", "redirect", "custom");

    private ServerLocationReader() {}

    static ServerLocation read(ConfigTag tag) throws ConfigException {
        tag.allowOnly(KEYS);
        String type = type(tag);
        String path = path(tag);
        if (type.equals("custom")
                && tag.child("custom_config").isEmpty()
                && tag.child("config").isEmpty()) {
            throw tag.refuse("a location of type custom needs custom_config, the text for nginx");
        }
        // Keys of other kinds are checked, too: a mistake in them is one.
        boolean isSpa = type.equals("spa") || tag.flag("spa", false);
        int status = status(tag);
        Map<String, String> headers = headers(tag);
        boolean isWebSocket = tag.flag("websocket", false);
        boolean isRedirectRewritten = isRedirectRewritten(tag);
        String index = Folder.index(tag);
        String custom =
                tag.string("custom_config").or(() -> textOf(tag, "config")).orElse("");
        ServerLocation.Common common = new ServerLocation.Common(
                tag.string("name").orElse("").strip(),
                path.equals("/") ? "" : path,
                AccessFlags.read(tag),
                tag.location());
        return switch (type) {
            case "proxy" ->
                new ServerLocation.Upstream(
                        common,
                        new RouteTarget.Backend(
                                backend(tag),
                                headers,
                                isWebSocket,
                                text(tag, "proxy_buffering"),
                                text(tag, "proxy_buffers"),
                                text(tag, "proxy_buffer_size"),
                                isRedirectRewritten));
            case "redirect" ->
                new ServerLocation.Redirection(
                        common,
                        new RouteTarget.Redirect(
                                uri(tag, tag.requiredString("to").strip()), status));
            case "custom" -> new ServerLocation.NginxSnippet(common, custom);
            default -> new ServerLocation.Static(common, Folder.read(tag), index, isSpa);
        };
    }

    private static String type(ConfigTag tag) throws ConfigException {
        String type = tag.string("type").orElse("static").strip();
        if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw tag.child("type")
                    .orElse(tag)
                    .refuse("there is no location of type \"%s\"; these are: %s"
                            .formatted(type, String.join(", ", TYPES)));
        }
        return type.toLowerCase(Locale.ROOT);
    }

    private static String path(ConfigTag tag) throws ConfigException {
        String path = "/" + tag.string("path_url").orElse("/").strip().replaceAll("^/+|/+$", "");
        // Nothing that could be written in two ways: a proxy cuts it off paths as they were sent.
        if (!path.matches("[A-Za-z0-9/._~-]+")
                || path.startsWith("/~")
                || path.contains("//")
                || Folder.hasDots(path)) {
            throw tag.child("path_url")
                    .orElse(tag)
                    .refuse("path_url must be a plain path of letters, digits and . _ ~ -, not %s"
                            .formatted(path.substring(1)));
        }
        return path;
    }

    private static URI backend(ConfigTag tag) throws ConfigException {
        String host = tag.string("host")
                .or(() -> textOf(tag, "ipaddr_dest"))
                .orElse("")
                .strip();
        if (host.isEmpty()) {
            throw tag.refuse("a location of type proxy needs the host that it sends requests to: host = \"127.0.0.1\"");
        }
        if (!host.matches("[A-Za-z0-9._:%-]+")) {
            throw tag.child("host")
                    .orElse(tag)
                    .refuse("host is a name or an address, without http://, and not %s".formatted(host));
        }
        String scheme = tag.string("scheme")
                .orElse("http")
                .strip()
                .replace("wss", "https")
                .replace("ws", "http");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw tag.child("scheme").orElse(tag).refuse("scheme must be http or https, not %s".formatted(scheme));
        }
        String buffering = tag.string("proxy_buffering").orElse("");
        if (!BUFFERING.contains(buffering)) {
            throw tag.child("proxy_buffering")
                    .orElse(tag)
                    .refuse("proxy_buffering must be on or off, not %s".formatted(buffering));
        }
        OptionalInt given = tag.child("port_dest").isPresent() ? tag.port("port_dest") : tag.port("port");
        int port = given.orElse(scheme.equals("https") ? 443 : 80);
        String path = tag.string("path_dest").orElse("").strip().replaceAll("^/+|/+$", "");
        if (path.matches(".*[?#\\s].*")) {
            throw tag.child("path_dest")
                    .orElse(tag)
                    .refuse("path_dest is a path without ? and #, and not %s".formatted(path));
        }
        String below = path.isEmpty() ? "/" : "/" + path + "/";
        return uri(tag, "%s://%s:%d%s".formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port, below));
    }

    /** As nginx's {@code proxy_redirect}, of which these two forms are taken. */
    private static boolean isRedirectRewritten(ConfigTag tag) throws ConfigException {
        String redirect = tag.string("proxy_redirect").orElse("default").strip();
        if (!redirect.equals("default") && !redirect.equals("off")) {
            throw tag.child("proxy_redirect")
                    .orElse(tag)
                    .refuse("proxy_redirect must be default or off, not %s".formatted(redirect));
        }
        return redirect.equals("default");
    }

    private static String text(ConfigTag tag, String name) {
        return textOf(tag, name).orElse("").strip();
    }

    private static Optional<String> textOf(ConfigTag tag, String name) {
        return tag.child(name).flatMap(ConfigTag::value).map(String::valueOf);
    }

    private static URI uri(ConfigTag tag, String text) throws ConfigException {
        if (text.chars().noneMatch(c -> c <= ' ' || c == 127)) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException e) {
                // Refused below.
            }
        }
        throw tag.refuse("\"%s\" is no address".formatted(text.replaceAll("\\p{Cntrl}", "?")));
    }

    private static int status(ConfigTag tag) throws ConfigException {
        long status = tag.integer("status").orElse(302);
        if (!REDIRECTS.contains(status)) {
            throw tag.child("status")
                    .orElse(tag)
                    .refuse("a redirect has one of the statuses %s, not %d".formatted(REDIRECTS, status));
        }
        return (int) status;
    }

    private static Map<String, String> headers(ConfigTag tag) throws ConfigException {
        Map<String, String> headers = new HashMap<>();
        if (tag.child("headers").isPresent()) {
            for (ConfigTag header : tag.child("headers").get().children()) {
                String value = String.valueOf(header.value().orElse(""));
                boolean isFine =
                        header.name().matches("[A-Za-z0-9-]+") && value.chars().allMatch(c -> c >= ' ' && c != 127);
                if (!isFine) {
                    throw header.refuse("%s is no header with a value of one line".formatted(header.name()));
                }
                headers.put(header.name(), value);
            }
        }
        return Map.copyOf(headers);
    }
}
