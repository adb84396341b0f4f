package org.carrack.runtime.auth.oidc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.carrack.auth.LoginProvider.Begun;
import org.carrack.auth.LoginProvider.LoginException;
import org.carrack.auth.LoginProvider.Person;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider that says what it should, and one that lies in every way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcProviderTest {

    private static final URI CALLBACK = URI.create("http://127.0.0.1:8080/auth/callback/company");
    private static final String SECRET = "a secret of more than thirty-two bytes";

    private final RSAKey key = key("first");
    private final RSAKey stranger = key("first");

    private HttpServer server;
    private String issuer;

    /** What the token endpoint answers next. */
    private volatile String idToken = "";

    /** What the userinfo endpoint answers. */
    private volatile String userInfo = "{\"sub\": \"4711\"}";

    /** What it was asked last, and by whom. */
    private volatile String asked = "";

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        answer("/.well-known/openid-configuration", () -> """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
                 "jwks_uri": "%1$s/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                 "userinfo_endpoint": "%1$s/userinfo", "end_session_endpoint": "%1$s/end"}""".formatted(issuer));
        answer("/keys", () -> """
                {"keys": [{"kty": "OKP", "crv": "X99", "x": "AA", "kid": "of a curve that nobody knows"},
                 {"kty": "AKP", "alg": "ML-DSA-44", "kid": "of a kind that nobody knows", "pub": "AAAA"},
                 {"kty": "EC", "crv": "BLS12381G2", "x": "AA", "y": "AA", "kid": "b"},
                 {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "x", "x5c": ["AAAA"]},
                 {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "use", "use": "sig", "key_ops": ["encrypt"]},
                 %s]}""".formatted(key.toPublicJWK().toJSONString()));
        answer("/userinfo", () -> userInfo);
        answer(
                "/token",
                () -> "{\"access_token\": \"x\", \"token_type\": \"Bearer\", \"id_token\": \"%s\"}".formatted(idToken));
        server.start();
    }

    private void answer(String path, Supplier<String> json) {
        server.createContext(path, (HttpExchange exchange) -> {
            if (path.equals("/token")) {
                asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                        + " "
                        + exchange.getRequestHeaders().getFirst("Authorization");
            }
            byte[] bytes = json.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterAll
    void stop() {
        server.stop(0);
    }

    private OidcProvider provider(String rolesClaim) {
        return new OidcProvider(new OidcSettings(
                "company",
                "Company",
                URI.create(issuer),
                "carrack",
                SECRET,
                Set.of("openid"),
                "preferred_username",
                rolesClaim,
                Map.of("boss", Set.of("admin"), "seller", Set.of("package:shop", "editor")),
                Set.of("user")));
    }

    private JWTClaimsSet.Builder claims(Begun begun) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("carrack")
                .subject("4711")
                .claim("nonce", begun.kept().get("nonce"))
                .claim("preferred_username", "Grace")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
    }

    private String signed(JWTClaimsSet claims, RSAKey with) {
        try {
            return signed(claims, JWSAlgorithm.RS256, new RSASSASigner(with));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("first").build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static URI back(Begun begun, String more) {
        return URI.create(CALLBACK + "?code=the-code&state=" + begun.state() + more);
    }

    private Person login(OidcProvider provider, Function<Begun, String> token) throws LoginException {
        Begun begun = provider.begin(CALLBACK);
        idToken = token.apply(begun);
        return provider.finish(CALLBACK, back(begun, ""), begun.kept());
    }

    @Test
    void whatTheProviderVouchesForIsTaken() throws LoginException {
        Person person = login(
                provider("groups"),
                begun -> signed(
                        claims(begun)
                                .claim("groups", List.of("seller", "other"))
                                .claim("email", "g@example.org")
                                .claim("email_verified", true)
                                .build(),
                        key));

        assertThat(person.subject()).isEqualTo("4711");
        assertThat(person.name()).isEqualTo("Grace");
        assertThat(person.email()).isEqualTo("g@example.org");
        assertThat(person.roles()).containsExactlyInAnyOrder("user", "package:shop", "editor");
        assertThat(provider("groups").logout(person.kept(), CALLBACK))
                .as("a provider that was not asked yet has no page that we know")
                .isEmpty();
    }

    @Test
    void theRequestsAreThoseOfTheCodeFlowWithAProofOfPossession() throws LoginException {
        OidcProvider provider = provider("");
        Begun begun = provider.begin(CALLBACK);
        assertThat(begun.page().toString())
                .startsWith(issuer + "/authorize?")
                .contains("response_type=code", "code_challenge_method=S256", "client_id=carrack", "nonce=", "state=")
                .doesNotContain(begun.kept().get("verifier"), SECRET);

        idToken = signed(claims(begun).build(), key);
        Person person = provider.finish(CALLBACK, back(begun, ""), begun.kept());

        assertThat(asked)
                .contains(
                        "grant_type=authorization_code",
                        "code=the-code",
                        "code_verifier=" + begun.kept().get("verifier"),
                        "Basic ");
        assertThat(person.email()).as("an address that nobody vouches for").isEmpty();
        assertThat(provider.logout(person.kept(), CALLBACK).orElseThrow().toString())
                .startsWith(issuer + "/end?")
                .contains("id_token_hint=", "post_logout_redirect_uri=");
    }

    @Test
    void claimsThatTheIdTokenLacksAreAskedForAtTheUserInfoEndpoint() throws LoginException {
        userInfo = """
                {"sub": "4711", "preferred_username": "Ada", "email": "ada@example.org", "email_verified": true,
                 "groups": ["boss"]}""";
        Person person = login(
                provider("groups"),
                begun -> signed(claims(begun).claim("preferred_username", null).build(), key));
        assertThat(person.name()).isEqualTo("Ada");
        assertThat(person.email()).isEqualTo("ada@example.org");
        assertThat(person.roles()).containsExactlyInAnyOrder("admin", "user");

        Person ofToken = login(
                provider("groups"),
                begun -> signed(
                        claims(begun)
                                .claim("email", "other@example.org")
                                .claim("groups", List.of("seller"))
                                .build(),
                        key));
        assertThat(ofToken.name()).as("the ID token comes first").isEqualTo("Grace");
        assertThat(ofToken.email()).as("an address that nobody verified").isEmpty();
        assertThat(ofToken.roles()).doesNotContain("admin");

        userInfo = "{\"sub\": \"another\", \"groups\": [\"boss\"]}";
        assertThatThrownBy(() ->
                        login(provider("groups"), begun -> signed(claims(begun).build(), key)))
                .as("claims of another subject (OpenID Connect Core 1.0, 5.3.2)")
                .hasMessage("what Company said of you cannot be trusted, and so was not; begin again");
        userInfo = "{\"sub\": \"4711\"}";
    }

    @Test
    void rolesAreFoundInObjectsAndInSingleTexts() throws LoginException {
        assertThat(login(
                                provider("realm_access.roles"),
                                begun -> signed(
                                        claims(begun)
                                                .claim("realm_access", Map.of("roles", List.of("boss")))
                                                .build(),
                                        key))
                        .roles())
                .contains("admin");
        assertThat(login(
                                provider("https://example.org/role"),
                                begun -> signed(
                                        claims(begun)
                                                .claim("https://example.org/role", "boss")
                                                .build(),
                                        key))
                        .roles())
                .contains("admin");
        assertThat(login(provider("groups"), begun -> signed(claims(begun).build(), key))
                        .roles())
                .containsExactly("user");
    }

    private Stream<Arguments> lies() {
        Instant past = Instant.now().minus(Duration.ofHours(1));
        return Stream.<Map.Entry<String, Function<Begun, String>>>of(
                        Map.entry(
                                "no signature",
                                begun -> new PlainJWT(claims(begun).build()).serialize()),
                        Map.entry("a signature by our own secret", begun -> {
                            try {
                                return signed(claims(begun).build(), JWSAlgorithm.HS256, new MACSigner(SECRET));
                            } catch (JOSEException e) {
                                throw new AssertionError(e);
                            }
                        }),
                        Map.entry(
                                "a stranger's signature",
                                begun -> signed(claims(begun).build(), stranger)),
                        Map.entry(
                                "another audience",
                                begun -> signed(claims(begun).audience("others").build(), key)),
                        Map.entry(
                                "issued to another client",
                                begun -> signed(
                                        claims(begun).claim("azp", "other").build(), key)),
                        Map.entry(
                                "another issuer",
                                begun -> signed(
                                        claims(begun)
                                                .issuer("http://evil.example")
                                                .build(),
                                        key)),
                        Map.entry(
                                "expired",
                                begun -> signed(
                                        claims(begun)
                                                .expirationTime(Date.from(past))
                                                .build(),
                                        key)),
                        Map.entry(
                                "another login's",
                                begun -> signed(
                                        claims(begun).claim("nonce", "other").build(), key)),
                        Map.entry(
                                "no nonce",
                                begun -> signed(
                                        claims(begun).claim("nonce", null).build(), key)),
                        Map.entry(
                                "no subject",
                                begun -> signed(claims(begun).subject(null).build(), key)),
                        Map.entry("altered", begun -> {
                            String[] parts = signed(claims(begun).build(), key).split("\\.");
                            String other = signed(claims(begun).subject("1").build(), key)
                                    .split("\\.")[1];
                            return parts[0] + "." + other + "." + parts[2];
                        }),
                        Map.entry("no token at all", begun -> "none"))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void whatCannotBeTrustedIsNot(String name, Function<Begun, String> token) {
        assertThatThrownBy(() -> login(provider("groups"), token))
                .isInstanceOf(LoginException.class)
                .hasMessage("what Company said of you cannot be trusted, and so was not; begin again");
    }

    @Test
    void anAnswerOfAnotherLoginOrProviderIsRefused() throws LoginException {
        OidcProvider provider = provider("");
        Begun begun = provider.begin(CALLBACK);
        idToken = signed(claims(begun).build(), key);

        assertThatThrownBy(() ->
                        provider.finish(CALLBACK, URI.create(CALLBACK + "?code=the-code&state=other"), begun.kept()))
                .hasMessage("this answer is not Company's; begin again");
        assertThatThrownBy(() -> provider.finish(CALLBACK, back(begun, "&iss=http%3A%2F%2Fevil.example"), begun.kept()))
                .hasMessage("this answer is not Company's; begin again");
        assertThatThrownBy(() -> provider.finish(
                        CALLBACK, URI.create(CALLBACK + "?error=access_denied&state=" + begun.state()), begun.kept()))
                .hasMessage("Company did not log you in");
    }

    @Test
    void aProviderThatIsNotThereIsTold() {
        OidcProvider gone = new OidcProvider(new OidcSettings(
                "gone",
                "Gone",
                URI.create("http://127.0.0.1:9"),
                "carrack",
                "",
                Set.of("openid"),
                "name",
                "",
                Map.of(),
                Set.of()));

        assertThatThrownBy(() -> gone.begin(CALLBACK)).hasMessage("Gone cannot be reached now; try again later");
    }
}
