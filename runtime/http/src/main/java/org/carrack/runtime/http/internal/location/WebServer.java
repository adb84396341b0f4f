package org.carrack.runtime.http.internal.location;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.runtime.http.internal.Place;

/**
 * One {@code [[servers]]} of a descriptor: locations at ports and hosts of their own.
 *
 * @param places where its locations are
 * @param includes patterns of names of what else is there, of the server's own port: {@code <package>_<name>}
 * @param ignored what counts for nginx alone, in words
 */
record WebServer(
        String name, List<Place> places, List<ServerLocation> locations, List<Pattern> includes, List<String> ignored) {

    /** The ports of nginx that the server's own stands for. */
    private static final Set<Long> STANDARD = Set.of(80L, 443L);

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
        if (tag.flag("ssl", false)) {
            ignored.add("%s: ssl has no effect: the server does not speak TLS yet; put an nginx before it"
                    .formatted(tag.location()));
        }
        List<ServerLocation> locations = new ArrayList<>();
        for (ConfigTag location : tag.children("locations")) {
            locations.add(ServerLocation.read(location));
        }
        return new WebServer(
                tag.string("name").orElse("default"),
                places(tag),
                List.copyOf(locations),
                includes(tag, ignored),
                ignored);
    }

    private static List<Place> places(ConfigTag tag) throws ConfigException {
        String domain = tag.string("domain").orElse("").strip();
        if (!domain.matches("[A-Za-z0-9.-]*")) {
            throw tag.child("domain").orElse(tag).refuse("domain must be the name of a host, not %s".formatted(domain));
        }
        List<Place> places = new ArrayList<>();
        for (ConfigTag port : tag.child("ports").map(ConfigTag::children).orElse(List.of())) {
            Object value = port.value().orElse("");
            if (!(value instanceof Long number) || number < 1 || number > 65_535) {
                throw port.refuse("a port is a number between 1 and 65535, not %s".formatted(value));
            }
            Place place = new Place(STANDARD.contains(number) ? 0 : number.intValue(), domain);
            if (!places.contains(place)) {
                places.add(place);
            }
        }
        return places.isEmpty() ? List.of(new Place(0, domain)) : List.copyOf(places);
    }

    private static List<Pattern> includes(ConfigTag tag, List<String> ignored) throws ConfigException {
        List<Pattern> patterns = new ArrayList<>();
        for (ConfigTag include : tag.child("includes").map(ConfigTag::children).orElse(List.of())) {
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
