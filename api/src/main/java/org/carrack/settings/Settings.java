package org.carrack.settings;

import java.util.List;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The settings that live packages declare with {@code settings}, and what they are in this installation. Implemented by the
 * server; packages use it as a service.
 *
 * <p>A name means the same setting in all packages, as in Adapt. Of what is said of it counts, in this order: what the current
 * request says ({@link #setForRequest}); {@code etc/settings/<package>.toml}; {@code etc/settings.xml}; the default of the
 * package that depends on the others, an application's before that of its dependencies; then of the first by name.
 *
 * <p>Safe for any thread. A change of a file counts as soon as the file system tells of it.
 */
@ProviderType
public interface Settings {

    /**
     * The value of a setting: a {@code String}, {@code Long}, {@code Double}, {@code Boolean} or a {@code List<String>}; nothing
     * where nobody declares it, or nobody says what it is.
     */
    Optional<Object> value(String name);

    /** The value as a text; empty where there is none. A list gives its first. */
    default String text(String name) {
        Object value = value(name).orElse("");
        return value instanceof List<?> list
                ? list.stream().findFirst().map(String::valueOf).orElse("")
                : value.toString();
    }

    /** The value as a list of texts; empty where there is none. */
    default List<String> texts(String name) {
        Object value = value(name).orElse(List.of());
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(value.toString());
    }

    /** Whether it is true, or {@code Yes}; false where there is none. */
    default boolean flag(String name) {
        String text = text(name);
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("yes") || text.equals("1");
    }

    /** The value as a whole number; {@code otherwise} where there is none, or it is no number. */
    default long number(String name, long otherwise) {
        try {
            return Long.parseLong(text(name).strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The settings of all live packages, by package in the order of their declarations. */
    List<Setting> list();

    /** Those that one live package declares. */
    List<Setting> list(String packageName);

    /**
     * Gives a setting another value in this installation: it is written into {@code etc/settings/<package>.toml}.
     *
     * @param values what is typed; several, or none, for a list alone
     * @param by who wants it; told by the audit log
     * @throws SettingException where the package declares no such setting, or it cannot have that value
     */
    Setting set(String packageName, String name, List<String> values, Caller by) throws SettingException;

    /**
     * Lets a setting be what it is where {@code etc/settings/<package>.toml} says nothing.
     *
     * @throws SettingException where the package declares no such setting, or the file cannot be written
     */
    Setting reset(String packageName, String name, Caller by) throws SettingException;

    /**
     * Gives a setting another value for the rest of the current request.
     *
     * @throws SettingException where nobody declares it, or it cannot have that value
     * @throws IllegalStateException where this thread answers no request
     */
    void setForRequest(String name, Object value) throws SettingException;
}
