package org.carrack.runtime.http.internal.proxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.http.internal.routing.VirtualHost;
import org.carrack.spi.server.HostNames;

/**
 * One {@code [[servers]]} of a descriptor: locations at ports and hosts of their own.
 *
 * @param domain its host, as it is written; empty for any
 * @param virtualHosts where its locations are
 * @param isSecure whether its own ports speak TLS
 * @param certificate the certificate of its host, where it brings one
 * @param includes patterns of names of what else is there, of the server's own port: {@code <package>_<name>}
 * @param ignored what counts for nginx alone, in words
 */
record WebServer(
        String name,
        String domain,
        List<VirtualHost> virtualHosts,
        boolean isSecure,
        Optional<CertificateFiles> certificate,
        List<ServerLocation> locations,
        List<Pattern> includes,
        List<String> ignored,
        SourceLocation location) {

    /** PEM files of the machine. */
    record CertificateFiles(Path chain, Path key) {}

    /** The ports of nginx that the server's own stands for. */
    private static final Set<Integer> STANDARD = Set.of(80, 443);

    private static final String[] KEYS = {
        "name",
        "ports",
        "ssl",
        "domain",
        "includes",
        "locations",
        "letsencryptemail",
        "acme_server_type",
        "acme_server_url",
        "key_path",
        "cert_path",
        "fullchain_path"
    };

    private static final Pattern INCLUDE = Pattern.compile("default(_\\d+)?\\.([A-Za-z0-9_*?-]+)");

    static WebServer read(ConfigTag tag) throws ConfigException {
        tag.allowOnly(KEYS);
        List<String> ignored = new ArrayList<>();
        List<ServerLocation> locations = new ArrayList<>();
        for (ConfigTag location : tag.children("locations")) {
            locations.add(ServerLocationReader.read(location));
        }
        return new WebServer(
                tag.string("name").orElse("default"),
                tag.string("domain").orElse("").strip().toLowerCase(Locale.ROOT),
                virtualHosts(tag),
                tag.flag("ssl", false),
                certificate(tag),
                List.copyOf(locations),
                includes(tag, ignored),
                ignored,
                tag.location());
    }

    /** Locations of the server's own port alone. */
    static WebServer ofOwnPort(ServerLocation location) {
        return new WebServer(
                "default",
                "",
                List.of(VirtualHost.OWN),
                false,
                Optional.empty(),
                List.of(location),
                List.of(),
                List.of(),
                location.common().location());
    }

    private static Optional<CertificateFiles> certificate(ConfigTag tag) throws ConfigException {
        Optional<Path> key = path(tag, "key_path");
        Optional<Path> chain = path(tag, "fullchain_path");
        if (chain.isEmpty()) {
            chain = path(tag, "cert_path");
        }
        if (key.isEmpty() && chain.isEmpty()) {
            return Optional.empty();
        }
        if (key.isEmpty() || chain.isEmpty() || tag.string("domain").orElse("").isBlank()) {
            throw tag.refuse(
                    "a certificate of its own needs key_path, fullchain_path or cert_path, and the domain it is for");
        }
        return Optional.of(new CertificateFiles(chain.get(), key.get()));
    }

    private static Optional<Path> path(ConfigTag tag, String name) throws ConfigException {
        Optional<String> text = tag.string(name).filter(path -> !path.isBlank());
        if (text.isPresent() && !Path.of(text.get()).isAbsolute()) {
            throw tag.child(name).orElse(tag).refuse("%s must be a whole path, not %s".formatted(name, text.get()));
        }
        return text.map(Path::of);
    }

    private static List<VirtualHost> virtualHosts(ConfigTag tag) throws ConfigException {
        String domain = tag.string("domain").orElse("").strip();
        if (!domain.isEmpty() && !HostNames.isValid(domain)) {
            throw tag.child("domain").orElse(tag).refuse("domain must be the name of a host, not %s".formatted(domain));
        }
        List<VirtualHost> virtualHosts = virtualHosts(tag.ports("ports"), domain);
        return virtualHosts.isEmpty() ? List.of(new VirtualHost(0, domain)) : virtualHosts;
    }

    /** The virtual hosts of ports. */
    public static List<VirtualHost> virtualHosts(List<Integer> ports, String domain) {
        return ports.stream()
                .map(port -> new VirtualHost(STANDARD.contains(port) ? 0 : port, domain))
                .distinct()
                .toList();
    }

    /** The elements of a list, or the one that stands there instead of a list. */
    private static List<ConfigTag> listOf(ConfigTag tag, String name) {
        return tag.child(name)
                .map(child -> child.value().isPresent() ? List.of(child) : child.children())
                .orElse(List.of());
    }

    private static List<Pattern> includes(ConfigTag tag, List<String> ignored) throws ConfigException {
        List<Pattern> patterns = new ArrayList<>();
        for (ConfigTag include : listOf(tag, "includes")) {
            String text = String.valueOf(include.value().orElse(""));
            var form = INCLUDE.matcher(text);
            if (!form.matches()) {
                ignored.add(
                        "includes %s: only what is on the server's own port can be included, as default_443.<package>_<name>"
                                .formatted(text));
                continue;
            }
            patterns.add(Pattern.compile(form.group(2).replace("*", ".*").replace("?", ".")));
        }
        return List.copyOf(patterns);
    }
}
