package org.carrack.auth;

import java.util.Set;
import java.util.TreeSet;

/**
 * The principal of a call. Immutable.
 *
 * @param name the account's name, {@code anonymous} for nobody
 * @param roles the roles the caller has; {@code admin} may access everything
 * @param packages the packages that the caller may access if the token is for some alone; empty for all
 * @param from the caller's address; empty if the call came over no network
 */
public record Caller(String name, Set<String> roles, Set<String> packages, String from) {

    /** The role that may access everything. */
    public static final String ADMIN = "admin";

    /** The role of an account without other roles. */
    public static final String USER = "user";

    private static final String OF_PACKAGE = "package:";

    /** An unauthenticated caller. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

    /** The owner of the server's home, authenticated by a token that only the owner can read. */
    public static final Caller OWNER = new Caller("owner", Set.of(ADMIN));

    public Caller {
        roles = Set.copyOf(roles);
        packages = Set.copyOf(packages);
    }

    /** A caller without a restriction to some packages. */
    public Caller(String name, Set<String> roles) {
        this(name, roles, Set.of(), "");
    }

    /** The same caller at an address. */
    public Caller at(String address) {
        return new Caller(name, roles, packages, address);
    }

    /** The role that {@code is_package_authorized} requires: {@code package:<name>}. */
    public static String roleOf(String packageName) {
        return OF_PACKAGE + packageName;
    }

    /** Whether the caller is not authenticated. */
    public boolean isAnonymous() {
        return roles.isEmpty() && name.equals(ANONYMOUS.name);
    }

    /** The roles in order, separated by commas, as in the header {@code X-Forwarded-Roles}. */
    public String rolesInOneLine() {
        return String.join(",", new TreeSet<>(roles));
    }

    /** Whether this caller has the role {@code role}. */
    public boolean has(String role) {
        return roles.contains(role) || roles.contains(ADMIN);
    }

    /** Whether this caller's token is for that package; one that is for some packages is not for the server's own endpoints. */
    public boolean reaches(String packageName) {
        return packages.isEmpty() || packages.contains(packageName);
    }

    /** Why this caller may not access that package, in words. */
    public String denied(String packageName) {
        if (reaches(packageName)) {
            return "%s may not see this".formatted(name);
        }
        return packageName.isEmpty()
                ? "this token of %s is for some packages alone".formatted(name)
                : "this token of %s is not for package %s".formatted(name, packageName);
    }
}
