package org.carrack.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The hooks of a package. Authors implement it as a Declarative Services component; every method has an empty default.
 *
 * <p>Called by the package manager, one after the other, in one thread. Whatever a hook throws fails the step it belongs
 * to: the package is then as it was before, and the message is shown as the reason.
 */
@ConsumerType
public interface PackageLifecycle {

    /** Once, when the package is added. Not called again at a server start. */
    default void install(PackageContext me) {}

    /** Each time the package starts, at every server start too; what the descriptor declares is in place. */
    default void start(PackageContext me) {}

    /** Each time the package stops, while all it uses is still there. */
    default void stop(PackageContext me) {}

    /** Once, when the package is deleted. Its data folder stays. */
    default void uninstall(PackageContext me) {}
}
