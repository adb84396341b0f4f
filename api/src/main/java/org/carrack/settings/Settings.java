package org.carrack.settings;

import java.util.List;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The settings that live packages declare with {@code settings}, and their values in this installation. Implemented by the
 * server; packages use it as a service.
 *
 * <p>A name means the same setting in all packages, as in Adapt. Precedence, highest first: the current
 * request ({@link #setForRequest}); {@code etc/settings/<package>.toml}; {@code etc/settings.xml}; the default of the
 * package that depends on the others, an application's before that of its dependencies; then of the first by name.
 *
 * <p>Safe for any thread. A changed file takes effect as soon as the file system reports it.
 */
@ProviderType
public interface Settings {

    /**
     * The value of a setting: a {@code String}, {@code Long}, {@code Double}, {@code Boolean} or a {@code List<String>}; empty
     * if it is not declared or has no value.
     */
    Optional<Object> value(String name);

    /** The value as a text; empty if there is none. A list gives its first. */
    default String text(String name) {
        Object value = value(name).orElse("");
        return value instanceof List<?> list
                ? list.stream().findFirst().map(String::valueOf).orElse("")
                : value.toString();
    }

    /** The value as a list of texts; empty if there is none. */
    default List<String> texts(String name) {
        Object value = value(name).orElse(List.of());
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(value.toString());
    }

    /** Whether it is true, or {@code Yes}; false if there is none. */
    default boolean flag(String name) {
        String text = text(name);
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("yes") || text.equals("1");
    }

    /** The value as a whole number; {@code defaultValue} if there is none, or it is no number. */
    default long number(String name, long defaultValue) {
        try {
            return Long.parseLong(text(name).strip());
        } catch (NumberFormatException e) {
            return defaultValue;
        }
    }

    /**
     * The current values as a record or an annotation type, whose components or methods are settings:
     *
     * <pre>{@code
     * record ShopSettings(String shopName, int pageSize, List<String> countries, Optional<String> logo) {}
     *
     * ShopSettings settings = this.settings.as(ShopSettings.class);       // shop_name, page_size, countries, logo
     * }</pre>
     *
     * <p>A component is the setting of the same letters and digits: {@code pageSize} is {@code page_size} or {@code page.size}. Its type
     * is {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean}, an enum, {@code List<String>},
     * {@code Set<String>}, {@code String[]}, or an {@code Optional} of one. Without a value a text and a list are empty, a
     * {@code boolean} is false, and a method of an annotation is its default. The values do not change later.
     *
     * @throws IllegalArgumentException if the type is neither, or a component is no setting or cannot hold its value; the
     *     message names it
     */
    <T> T as(Class<T> type);

    /** The settings of all live packages, by package in the order of their declarations. */
    List<Setting> list();

    /** The settings of one live package. */
    List<Setting> list(String packageName);

    /**
     * Changes a setting in this installation: the value is written into {@code etc/settings/<package>.toml}.
     *
     * @param values its new value; several, or none, only for a list
     * @param by the caller that requests it, for the audit log
     * @throws SettingException if the package declares no such setting, or it cannot have that value
     */
    Setting set(String packageName, String name, List<String> values, Caller by) throws SettingException;

    /**
     * Removes the value of a setting from {@code etc/settings/<package>.toml}.
     *
     * @throws SettingException if the package declares no such setting, or the file cannot be written
     */
    Setting reset(String packageName, String name, Caller by) throws SettingException;

    /**
     * Changes a setting for the rest of the current request.
     *
     * @throws SettingException if it is not declared or rejects the value
     * @throws IllegalStateException if this thread processes no request
     */
    void setForRequest(String name, Object value) throws SettingException;
}
