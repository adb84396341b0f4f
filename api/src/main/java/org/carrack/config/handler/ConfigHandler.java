package org.carrack.config.handler;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives a tag of descriptors its meaning. A tag is a table, array of tables or key of {@code package.toml}, or an
 * element of {@code bundle.xml}.
 *
 * <p>Runtime modules and packages implement it, as a component with {@link HandlesTag}, or as a service with the property
 * {@value #TAG}, which names the tag (or several).
 * One tag has one handler: where several claim it, the one of highest service ranking, then the oldest.
 *
 * <p>Descriptors are read in any order, so handling has two stages. {@link #read} is called when a package is added, for
 * each occurrence of the tag; {@link #apply} when the package and all it depends on are live. A handler that comes after
 * the package is given its tags then; when a handler goes, all it applied is undone first.
 *
 * <p>The files of a folder with a meaning come as one tag that is named as the folder, with a child for each file: its name
 * is the file's path, its value the file's text. So far that is {@code models} with its {@code .toml} files. A header
 * {@code Carrack-Tag-Models: a.B, a.C} of the manifest comes as a tag {@code Models} with a child {@code value} for each.
 *
 * <p>The package manager calls one handler from one thread at a time.
 *
 * <pre>{@code
 * @Component
 * @HandlesTag("cars")
 * public class CarsHandler implements ConfigHandler<List<Car>> {
 *     public List<Car> read(ConfigTag cars) throws ConfigException { ... }
 *     public Undo apply(PackageContext declarer, List<Car> cars) { ... }
 * }
 * }</pre>
 *
 * @param <T> the handler's own value for one tag
 */
@ConsumerType
public interface ConfigHandler<T> {

    /** The service property that names the tag. */
    String TAG = "carrack.tag";

    /**
     * The service property that says, with {@code true}, that its tags are applied before the package's bundle starts: what
     * its components look for when they come up, such as tables and settings.
     */
    String EARLY = "carrack.tag.early";

    /**
     * Stage one: parses a tag into a value, or rejects it. Has no side effects.
     *
     * @throws ConfigException if the tag is invalid; the package is then not started
     */
    T read(ConfigTag tag) throws ConfigException;

    /**
     * Checks a value that {@link #read} returned against the package's files. Has no side effects; called
     * for {@code carrack package verify}. Accepts everything by default.
     *
     * @throws ConfigException if {@link #apply} would refuse it
     */
    default void check(T value, PackageFiles files) throws ConfigException {}

    /**
     * Stage two: applies the value. Everything the package depends on is live.
     *
     * @return the undo: called when the package stops, is replaced or deleted, or when the start fails later
     * @throws ConfigException if it cannot be done; the package then fails with this reason
     */
    Undo apply(PackageContext declarer, T value) throws ConfigException;
}
