package org.carrack.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tag of a descriptor with its children, the same for {@code package.toml} and {@code bundle.xml}.
 *
 * <table>
 * <caption>Tags of a source</caption>
 * <tr><th>source</th><th>tag</th></tr>
 * <tr><td>{@code key = 1}, {@code <key>1</key>}, {@code key="1"}</td><td>a tag {@code key} with the value 1 (XML: "1")</td></tr>
 * <tr><td>{@code [table]}, {@code <table>…}</td><td>a tag with children</td></tr>
 * <tr><td>{@code [[table]]} twice, the element twice</td><td>two tags of that name</td></tr>
 * <tr><td>{@code key = ["a", "b"]}</td><td>a tag {@code key} with two children named {@code value}</td></tr>
 * </table>
 *
 * <p>Names are kept as written; look-ups ignore case and treat {@code -} and {@code _} alike, as in Adapt.
 *
 * <p>Implemented by the server. Immutable.
 */
@ProviderType
public interface ConfigTag {

    /** The tag's name as it is written. */
    String name();

    /** Where the tag begins. */
    SourceLocation location();

    /**
     * The value: a {@code String}, {@code Long}, {@code Double}, {@code Boolean} or {@code java.time} value; of a tag that code
     * {@linkplain org.carrack.lifecycle.PackageContext#declare declares} any object.
     */
    Optional<Object> value();

    /** The tags below this one, in the order of the source. */
    List<ConfigTag> children();

    /** The children of that name. */
    default List<ConfigTag> children(String name) {
        return children().stream().filter(child -> child.isNamed(name)).toList();
    }

    /** The first child of that name. */
    default Optional<ConfigTag> child(String name) {
        return children().stream().filter(child -> child.isNamed(name)).findFirst();
    }

    /** Whether this tag has that name. */
    default boolean isNamed(String name) {
        return name().replace('-', '_').equalsIgnoreCase(name.replace('-', '_'));
    }

    /**
     * The text of the child {@code name}.
     *
     * @throws ConfigException if it is there and no text
     */
    default Optional<String> string(String name) throws ConfigException {
        Optional<ConfigTag> child = child(name);
        if (child.isEmpty()) {
            return Optional.empty();
        }
        Object value = child.get().value().orElse(child.get().children().isEmpty() ? "" : null);
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw child.get().refuse("%s must be a text in quotes".formatted(name));
    }

    /**
     * The text of the child {@code name}.
     *
     * @throws ConfigException if it is missing or no text
     */
    default String requiredString(String name) throws ConfigException {
        return string(name).orElseThrow(() -> refuse("%s is missing in %s".formatted(name, name())));
    }

    /**
     * The child {@code name} as true or false; {@code Yes} and {@code No} mean the same.
     *
     * @throws ConfigException if it is neither
     */
    default boolean flag(String name, boolean defaultValue) throws ConfigException {
        Optional<ConfigTag> child = child(name);
        if (child.isEmpty()) {
            return defaultValue;
        }
        String text = String.valueOf(child.get().value().orElse("")).trim();
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("yes")) {
            return true;
        }
        if (text.equalsIgnoreCase("false") || text.equalsIgnoreCase("no")) {
            return false;
        }
        throw child.get().refuse("%s must be true or false, not %s".formatted(name, text.isEmpty() ? "empty" : text));
    }

    /**
     * The child {@code name} as a whole number.
     *
     * @throws ConfigException if it is none
     */
    default OptionalLong integer(String name) throws ConfigException {
        Optional<ConfigTag> child = child(name);
        if (child.isEmpty()) {
            return OptionalLong.empty();
        }
        Object value = child.get().value().orElse("");
        try {
            return OptionalLong.of(
                    value instanceof Long number
                            ? number
                            : Long.parseLong(String.valueOf(value).trim()));
        } catch (NumberFormatException e) {
            throw child.get().refuse("%s must be a whole number, not %s".formatted(name, value));
        }
    }

    /**
     * The child {@code name} as the number of a port.
     *
     * @throws ConfigException if it is none
     */
    default OptionalInt port(String name) throws ConfigException {
        Optional<ConfigTag> child = child(name);
        return child.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(child.get().asPort());
    }

    /**
     * The child {@code name} as a list of the numbers of ports, empty if it is not there.
     *
     * @throws ConfigException if one is none
     */
    default List<Integer> ports(String name) throws ConfigException {
        Optional<ConfigTag> child = child(name);
        return child.isEmpty() ? List.of() : child.get().asPorts();
    }

    /**
     * This tag as a list of the numbers of ports.
     *
     * @throws ConfigException if one is none
     */
    default List<Integer> asPorts() throws ConfigException {
        List<Integer> ports = new ArrayList<>();
        for (ConfigTag port : value().isPresent() ? List.of(this) : children()) {
            ports.add(port.asPort());
        }
        return List.copyOf(ports);
    }

    private int asPort() throws ConfigException {
        String text = String.valueOf(value().orElse("")).trim();
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw refuse("a port is a number between 1 and 65535, not %s".formatted(text.isEmpty() ? "empty" : text));
        }
        return port;
    }

    /** The exception that refuses this tag. */
    default ConfigException refuse(String message) {
        return new ConfigException(location(), message);
    }

    /**
     * Refuses children that the handler does not know, with the nearest name it does.
     *
     * @throws ConfigException at the first such child
     */
    default void allowOnly(String... names) throws ConfigException {
        for (ConfigTag child : children()) {
            if (Stream.of(names).noneMatch(child::isNamed)) {
                String hint = Stream.of(names).sorted().collect(Collectors.joining(", "));
                throw child.refuse("%s is not a key of %s; these are: %s".formatted(child.name(), name(), hint));
            }
        }
    }
}
