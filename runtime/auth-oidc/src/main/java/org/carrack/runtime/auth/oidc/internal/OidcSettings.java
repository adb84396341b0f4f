package org.carrack.runtime.auth.oidc.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;

/**
 * One provider, a table {@code [[oidc]]} of {@code etc/carrack.toml}.
 *
 * @param name in addresses; small letters, digits and {@code -}
 * @param label of its button
 * @param issuer the issuer's identifier, below which its configuration is found
 * @param clientId what it calls this server
 * @param clientSecret empty if this server has none
 * @param scopes what is asked for, {@code openid} among it
 * @param nameClaim which claim is the account's name
 * @param rolesClaim which claim, a text or a list, is mapped to roles; a path with dots; empty for none
 * @param roles the roles for each value of that claim
 * @param defaultRoles the roles of everybody
 */
record OidcSettings(
        String name,
        String label,
        URI issuer,
        String clientId,
        String clientSecret,
        Set<String> scopes,
        String nameClaim,
        String rolesClaim,
        Map<String, Set<String>> roles,
        Set<String> defaultRoles) {

    private static final String[] KEYS = {
        "name",
        "label",
        "issuer",
        "client_id",
        "client_secret",
        "client_secret_file",
        "scopes",
        "name_claim",
        "roles_claim",
        "roles",
        "default_roles"
    };

    static OidcSettings read(ConfigTag tag) throws ConfigException {
        tag.allowOnly(KEYS);
        String name = tag.requiredString("name").strip();
        if (!name.matches("[a-z0-9-]+")) {
            throw tag.child("name")
                    .orElse(tag)
                    .refuse("the name of a provider is small letters, digits and -, not %s".formatted(name));
        }
        Set<String> scopes = texts(tag, "scopes");
        if (scopes.isEmpty()) {
            scopes.addAll(List.of("profile", "email"));
        }
        scopes.add("openid");
        Set<String> defaultRoles = texts(tag, "default_roles");
        Map<String, Set<String>> roles = new HashMap<>();
        for (ConfigTag value : tag.child("roles").map(ConfigTag::children).orElse(List.of())) {
            roles.put(value.name(), texts(value));
        }
        return new OidcSettings(
                name,
                tag.string("label").orElse(name),
                issuer(tag),
                tag.requiredString("client_id"),
                secret(tag),
                scopes,
                tag.string("name_claim").orElse("preferred_username"),
                tag.string("roles_claim").orElse(""),
                roles,
                tag.child("default_roles").isPresent() ? defaultRoles : Set.of("user"));
    }

    private static URI issuer(ConfigTag tag) throws ConfigException {
        String text = tag.requiredString("issuer").strip();
        try {
            URI issuer = URI.create(text);
            boolean isSafe = "https".equals(issuer.getScheme())
                    || ("http".equals(issuer.getScheme())
                            && issuer.getHost() != null
                            && InetAddress.getByName(issuer.getHost()).isLoopbackAddress());
            if (isSafe && issuer.getHost() != null) {
                return issuer;
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            // Told below.
        }
        throw tag.child("issuer").orElse(tag).refuse("issuer must be an https:// address, not %s".formatted(text));
    }

    private static String secret(ConfigTag tag) throws ConfigException {
        if (tag.child("client_secret_file").isEmpty()) {
            return tag.string("client_secret").orElse("");
        }
        String file = tag.requiredString("client_secret_file");
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw tag.child("client_secret_file").orElse(tag).refuse("%s cannot be read: %s".formatted(file, e));
        }
    }

    private static Set<String> texts(ConfigTag tag, String name) {
        return tag.child(name).map(OidcSettings::texts).orElseGet(TreeSet::new);
    }

    /** The texts of a list, or the one that stands there instead of a list. */
    private static Set<String> texts(ConfigTag tag) {
        List<ConfigTag> values = new ArrayList<>(tag.value().isPresent() ? List.of(tag) : tag.children());
        Set<String> texts = new TreeSet<>();
        values.forEach(value -> texts.add(String.valueOf(value.value().orElse(""))));
        return texts;
    }

    /** The roles that a value of the claim, or each of them, is worth. */
    Set<String> rolesFor(Set<String> values) {
        Set<String> all = new TreeSet<>(defaultRoles);
        values.forEach(value -> all.addAll(roles.getOrDefault(value, Set.of())));
        return all;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "%s (%s)".formatted(name, issuer);
    }
}
