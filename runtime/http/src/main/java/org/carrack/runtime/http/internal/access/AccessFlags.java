package org.carrack.runtime.http.internal.access;

import java.util.Optional;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.lifecycle.PackageContext;

/**
 * The access flags of a location in a descriptor; a flag that is missing is that of the package.
 *
 * @param isAuth whether a caller must have logged in
 * @param isPackageAuthorized whether a caller must have the role of the package
 * @param isAdmin whether a caller must have the role {@code admin}
 * @param isHttpsForced whether requests without TLS are redirected if the server speaks it
 */
public record AccessFlags(
        Optional<Boolean> isAuth,
        Optional<Boolean> isPackageAuthorized,
        Optional<Boolean> isAdmin,
        Optional<Boolean> isHttpsForced) {

    public static AccessFlags read(ConfigTag tag) throws ConfigException {
        return new AccessFlags(
                flag(tag, "is_auth"),
                flag(tag, "is_package_authorized"),
                flag(tag, "is_admin"),
                flag(tag, "force_https"));
    }

    private static Optional<Boolean> flag(ConfigTag tag, String name) throws ConfigException {
        return tag.child(name).isEmpty() ? Optional.empty() : Optional.of(tag.flag(name, true));
    }

    public Access access(Access ofPackage) {
        return ofPackage.at(isAuth, isPackageAuthorized, isAdmin);
    }

    public boolean isHttpsForced(PackageContext declarer) {
        return isHttpsForced.orElse(declarer.isHttpsForced());
    }
}
