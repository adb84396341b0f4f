package org.carrack.auth;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who makes a call. Immutable and safe for any thread.
 *
 * @param name the account's name, {@code anonymous} for nobody
 * @param roles the roles the caller has; {@code admin} opens every door
 * @param packages the packages whose doors the caller may use, where a token is for some alone; empty for all
 * @param from the address the caller is at; empty where the call came over no network
 */
public record Caller(String name, Set<String> roles, Set<String> packages, String from) {

    /** The role that opens every door. */
    public static final String ADMIN = "admin";

    /** The role of every account that is given no other. */
    public static final String USER = "user";

    private static final String OF_PACKAGE = "package:";

    /** A caller who has not said who they are. */
    public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

    /** The owner of the server's home folder, who proves it by being able to read that folder. */
    public static final Caller OWNER = new Caller("owner", Set.of(ADMIN));

    public Caller {
        roles = Set.copyOf(roles);
        packages = Set.copyOf(packages);
    }

    /** A caller whom no token limits to some packages. */
    public Caller(String name, Set<String> roles) {
        this(name, roles, Set.of(), "");
    }

    /** The same at an address. */
    public Caller at(String address) {
        return new Caller(name, roles, packages, address);
    }

    /** The role that {@code is_package_authorized} asks for: {@code package:<name>}. */
    public static String roleOf(String packageName) {
        return OF_PACKAGE + packageName;
    }

    /** Whether nobody has logged in. */
    public boolean isAnonymous() {
        return roles.isEmpty() && name.equals(ANONYMOUS.name);
    }

    /** The roles in one line, in order, as {@link Authenticator#ROLES_HEADER} has them. */
    public String rolesInOneLine() {
        return String.join(",", new TreeSet<>(roles));
    }

    /** Whether this caller has the role {@code role}. */
    public boolean has(String role) {
        return roles.contains(role) || roles.contains(ADMIN);
    }

    /** Whether this caller's token is for that package; one that is for some packages is not for the server's own doors. */
    public boolean reaches(String packageName) {
        return packages.isEmpty() || packages.contains(packageName);
    }

    /** Why this caller may not come in at a door of that package, in words. */
    public String denied(String packageName) {
        if (reaches(packageName)) {
            return "%s may not see this".formatted(name);
        }
        return packageName.isEmpty()
                ? "this token of %s is for some packages alone".formatted(name)
                : "this token of %s is not for package %s".formatted(name, packageName);
    }
}
