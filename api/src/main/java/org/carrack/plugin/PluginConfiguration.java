package org.carrack.plugin;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A section of a plugin's configuration: what its owner has said in {@code etc/plugins/<package>.<Plugin>.ini}, else the default of the
 * template. Each call returns what counts at that moment. A file with mistakes counts for nothing: what it said before it had them does.
 *
 * <p>The names of options are the same in upper and lower case. A getter that does not fit the type of the option in the template, or names an
 * option that the template has not, fails with an {@link IllegalArgumentException}, whose message names those there are.
 *
 * <p>Implemented by the server; for any thread.
 */
@ProviderType
public interface PluginConfiguration {

    /** The value of any option as a text, as it would stand in the file. {@code ~~HOME~~} in it is the folder of the server. */
    String text(String option);

    /** Of an {@code int} or {@code intrange}. */
    long integer(String option);

    /** Of a {@code bool}. */
    boolean flag(String option);

    /** Of a {@code multilist}: in the order of its owner if it is an ordered one, else of its choices. Of any other, its one value. */
    List<String> texts(String option);

    /** Of a {@code duration}. */
    Duration duration(String option);

    /**
     * Of a {@code duration}, or of an {@code int} or {@code intrange} that counts something.
     *
     * @param unit what an {@code int} counts
     */
    Duration duration(String option, ChronoUnit unit);

    /**
     * Another section of the template.
     *
     * @throws IllegalArgumentException if it has none of that name
     */
    PluginConfiguration section(String name);
}
