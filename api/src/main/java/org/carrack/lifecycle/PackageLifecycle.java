package org.carrack.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Version;

/**
 * The hooks of a package. Authors implement it as a Declarative Services component; every method has an empty default.
 *
 * <table>
 * <caption>Which hooks are called, in this order</caption>
 * <tr><th>when</th><th>hooks</th></tr>
 * <tr><td>the package is added</td><td>{@code preinstall}, {@code install}, then what the descriptor declares is put in
 *     place, {@code boot}, {@code start}</td></tr>
 * <tr><td>the server starts</td><td>{@code boot}, {@code start}</td></tr>
 * <tr><td>it is stopped and started by name</td><td>{@code stop}; {@code start}</td></tr>
 * <tr><td>another version takes its place</td><td>{@code stop} of the old; {@code update} or {@code upgrade},
 *     {@code boot}, {@code start} of the new</td></tr>
 * <tr><td>it goes back to the version before</td><td>{@code stop} of the one; {@code boot}, {@code start} of the
 *     other</td></tr>
 * <tr><td>it is deleted</td><td>{@code stop}, {@code uninstall}</td></tr>
 * </table>
 *
 * <p>Called by the package manager, one after the other, in a thread of their own. Whatever a hook throws fails the step
 * it belongs to: the package is then as it was before, and the message is shown as the reason. So does a hook that has
 * not ended within the time limit ({@code hook_limit_s} in {@code etc/carrack.toml}, 60 seconds); its thread is
 * interrupted. What {@code stop} and {@code uninstall} throw is logged and stops nothing.
 */
@ConsumerType
public interface PackageLifecycle {

    /** Once, before {@link #install}: is everything here that the package needs? Nothing has been changed yet. */
    default void preinstall(PackageContext me) throws Exception {}

    /** Once, when the package is added. Not called again at a server start. */
    default void install(PackageContext me) throws Exception {}

    /** Once in each run of the server for each version that comes to live in it; what it declares is in place. */
    default void boot(PackageContext me) throws Exception {}

    /** Each time the package starts, at every server start too; what the descriptor declares is in place. */
    default void start(PackageContext me) throws Exception {}

    /** Each time the package stops, while all it uses is still there. */
    default void stop(PackageContext me) throws Exception {}

    /**
     * Once, when this version takes the place of one with the same major version.
     *
     * @param from the version before
     */
    default void update(PackageContext me, Version from) throws Exception {}

    /**
     * Once, when this version takes the place of one with another major version, or of any where an upgrade was asked for
     * by name.
     *
     * @param from the version before; a newer one where somebody asked for the older
     */
    default void upgrade(PackageContext me, Version from) throws Exception {}

    /** Once, when the package is deleted. Its data folder stays. */
    default void uninstall(PackageContext me) throws Exception {}
}
