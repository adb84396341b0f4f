package org.carrack.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Version;

/**
 * The hooks of a package. Authors implement it as a Declarative Services component; every method has an empty default.
 *
 * <table>
 * <caption>Which hooks are called, in this order</caption>
 * <tr><th>when</th><th>hooks</th></tr>
 * <tr><td>the package is added</td><td>(tables, models and settings are created), {@code preinstall}, {@code install},
 *     (all other tags are applied), {@code boot}, {@code start}</td></tr>
 * <tr><td>the server starts</td><td>{@code boot}, {@code start}</td></tr>
 * <tr><td>it is stopped and started by name</td><td>{@code stop}; {@code start}</td></tr>
 * <tr><td>another version takes its place</td><td>{@code stop} of the old; {@code update} or {@code upgrade},
 *     {@code boot}, {@code start} of the new</td></tr>
 * <tr><td>it is rolled back</td><td>{@code stop} of the one; {@code start} of the other, after {@code boot} if that
 *     version has not been live in this run of the server</td></tr>
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

    /** Once, before {@link #install}: checks what the package needs. Its tables and settings exist already, nothing else does. */
    default void preinstall(PackageContext me) throws Exception {}

    /** Once, when the package is added. Not called again at a server start. */
    default void install(PackageContext me) throws Exception {}

    /** Once per version and run of the server, before the first {@link #start}; all tags are applied. */
    default void boot(PackageContext me) throws Exception {}

    /** Each time the package starts, at every server start too; all tags are applied. */
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
     * Once, when this version takes the place of one with another major version, or of any if an upgrade was requested
     * by name.
     *
     * @param from the version before; a newer one after a downgrade
     */
    default void upgrade(PackageContext me, Version from) throws Exception {}

    /** Once, when the package is deleted. Its data folder stays. */
    default void uninstall(PackageContext me) throws Exception {}
}
