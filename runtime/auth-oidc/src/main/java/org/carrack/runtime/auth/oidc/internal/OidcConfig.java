package org.carrack.runtime.auth.oidc.internal;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.carrack.spi.config.TableValue;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [oidc]} in {@code etc/carrack.toml}: a provider of logins; the table may be repeated. */
@ObjectClassDefinition(id = "carrack.oidc", name = "Logins by OpenID Connect")
@ConfigTable(table = "oidc")
@interface OidcConfig {

    @AttributeDefinition(description = "name in addresses")
    @RestartRequired
    String name() default "";

    @AttributeDefinition(description = "label of the button")
    @RestartRequired
    String label() default "";

    @AttributeDefinition(description = "URL of the provider")
    @RestartRequired
    String issuer() default "";

    @AttributeDefinition(description = "identifier of the server at the provider")
    @RestartRequired
    String clientId() default "";

    @AttributeDefinition(description = "secret of the server at the provider")
    @RestartRequired
    String clientSecret() default "";

    @AttributeDefinition(description = "file with that secret")
    @RestartRequired
    String clientSecretFile() default "";

    @AttributeDefinition(description = "scopes that are requested")
    @RestartRequired
    String[] scopes() default {"profile", "email"};

    @AttributeDefinition(description = "claim with the user name")
    @RestartRequired
    String nameClaim() default "preferred_username";

    @AttributeDefinition(description = "claims with roles or groups; dots lead into objects")
    @RestartRequired
    String[] rolesClaim() default {};

    @AttributeDefinition(description = "table of roles by values of those claims")
    @RestartRequired
    @TableValue
    String[] roles() default {};

    @AttributeDefinition(description = "roles of every person")
    @RestartRequired
    String[] defaultRoles() default {};
}
