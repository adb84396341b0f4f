package org.carrack.runtime.auth.oidc.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.auth.LoginProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs people in by OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9700). What
 * the provider is like is asked of itself at the first login. Safe for any thread.
 */
final class OidcProvider implements LoginProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);

    private static final int TIMEOUT_MS = 10_000;
    private static final int LARGEST_KEYS = 1 << 20;

    /** Signatures of the provider alone: none, and those by a secret that we have too, are no proof. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final String NONCE = "nonce";
    private static final String VERIFIER = "verifier";
    private static final String STATE = "state";
    private static final String EMAIL = "email";
    private static final String EMAIL_VERIFIED = "email_verified";
    private static final String ID_TOKEN = "id_token";

    private record Discovered(OIDCProviderMetadata metadata, IDTokenValidator validator) {}

    private final OidcSettings settings;
    private volatile @Nullable Discovered discovered;

    OidcProvider(OidcSettings settings) {
        this.settings = settings;
    }

    @Override
    public String label() {
        return settings.label();
    }

    private Discovered discovered() throws LoginException {
        Discovered known = discovered;
        if (known != null) {
            return known;
        }
        try {
            OIDCProviderMetadata metadata =
                    OIDCProviderMetadata.resolve(new Issuer(settings.issuer()), TIMEOUT_MS, TIMEOUT_MS);
            JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                            metadata.getJWKSetURI().toURL(), new UsableKeys(TIMEOUT_MS, LARGEST_KEYS))
                    .retrying(true)
                    .build();
            Discovered now = new Discovered(
                    metadata,
                    new IDTokenValidator(
                            metadata.getIssuer(),
                            new ClientID(settings.clientId()),
                            new JWSVerificationKeySelector<>(ALGORITHMS, keys),
                            null));
            discovered = now;
            return now;
        } catch (IOException | GeneralException | IllegalArgumentException e) {
            LOG.warn("the login provider {} does not say what it is like: {}", settings, e.toString());
            throw new LoginException("%s cannot be reached now; try again later".formatted(settings.label()), e);
        }
    }

    @Override
    public Begun begin(URI callback) throws LoginException {
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        URI page = new AuthenticationRequest.Builder(
                        new ResponseType(ResponseType.Value.CODE),
                        new Scope(settings.scopes().toArray(new String[0])),
                        new ClientID(settings.clientId()),
                        callback)
                .endpointURI(discovered().metadata().getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
        return new Begun(
                page,
                state.getValue(),
                Map.of(STATE, state.getValue(), NONCE, nonce.getValue(), VERIFIER, verifier.getValue()));
    }

    @Override
    public Person finish(URI callback, URI answer, Map<String, String> kept) throws LoginException {
        Discovered known = discovered();
        AuthorizationCode code = code(answer, kept, known.metadata().getIssuer());
        try {
            OIDCTokens tokens = tokens(known.metadata(), callback, code, kept);
            JWT idToken = tokens.getIDToken();
            IDTokenClaimsSet claims = known.validator().validate(idToken, new Nonce(kept.get(NONCE)));
            AuthorizedParty party = claims.getAuthorizedParty();
            if (party != null && !party.getValue().equals(settings.clientId())) {
                throw new ParseException("the ID token was issued to another client (azp)");
            }
            return person(idToken, claims(known.metadata(), tokens, claims), claims);
        } catch (IOException e) {
            LOG.warn("the login provider {} did not answer: {}", settings, e.toString());
            throw new LoginException("%s cannot be reached now; try again later".formatted(settings.label()), e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            LOG.warn("what the login provider {} answered is refused: {}", settings, e.getMessage());
            throw new LoginException(
                    "what %s said of you cannot be trusted, and so was not; begin again".formatted(settings.label()),
                    e);
        }
    }

    private AuthorizationCode code(URI answer, Map<String, String> kept, Issuer issuer) throws LoginException {
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(answer);
        } catch (ParseException e) {
            throw new LoginException(
                    "%s gave an answer that means nothing; begin again".formatted(settings.label()), e);
        }
        boolean isOurs = response.getState() != null
                && response.getState().getValue().equals(kept.get(STATE))
                // RFC 9207: an answer of another provider, where this one would say that it is its own.
                && (response.getIssuer() == null || response.getIssuer().equals(issuer));
        if (!isOurs) {
            throw new LoginException("this answer is not %s's; begin again".formatted(settings.label()));
        }
        if (!response.indicatesSuccess()) {
            LOG.info(
                    "the login provider {} refused a login: {}",
                    settings,
                    response.toErrorResponse().getErrorObject());
            throw new LoginException("%s did not log you in".formatted(settings.label()));
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw new LoginException("%s gave an answer that means nothing; begin again".formatted(settings.label()));
        }
        return code;
    }

    /**
     * What the provider says of the person: the claims of the ID token, and for those that it lacks the claims of the provider's
     * userinfo endpoint (OpenID Connect Core 1.0, 5.3 and 5.4), if they are of the same subject.
     */
    private Map<String, Object> claims(OIDCProviderMetadata metadata, OIDCTokens tokens, IDTokenClaimsSet idToken)
            throws IOException, ParseException {
        Map<String, Object> claims = new HashMap<>(idToken.toJSONObject());
        boolean lacksRoles = !settings.rolesClaim().isEmpty()
                && values(claims, settings.rolesClaim()).isEmpty();
        boolean isWhole =
                claims.keySet().containsAll(Set.of(settings.nameClaim(), EMAIL, EMAIL_VERIFIED)) && !lacksRoles;
        AccessToken token = tokens.getAccessToken();
        if (isWhole || metadata.getUserInfoEndpointURI() == null || token == null) {
            return claims;
        }
        HTTPRequest http = new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest();
        http.setConnectTimeout(TIMEOUT_MS);
        http.setReadTimeout(TIMEOUT_MS);
        UserInfoResponse answer = UserInfoResponse.parse(http.send());
        if (!answer.indicatesSuccess() || answer.toSuccessResponse().getUserInfo() == null) {
            LOG.warn(
                    "the login provider {} gives no claims at its userinfo endpoint; those of the ID token count: {}",
                    settings,
                    answer.indicatesSuccess()
                            ? "it answered a JWT"
                            : answer.toErrorResponse().getErrorObject());
            return claims;
        }
        UserInfo more = answer.toSuccessResponse().getUserInfo();
        if (!more.getSubject().equals(idToken.getSubject())) {
            throw new ParseException("the userinfo endpoint answered for another subject");
        }
        Map<String, Object> asked = new HashMap<>(more.toJSONObject());
        if (claims.containsKey(EMAIL) && !claims.get(EMAIL).equals(asked.get(EMAIL))) {
            // Whether an address is verified is said of the address beside it.
            asked.remove(EMAIL_VERIFIED);
        }
        asked.forEach(claims::putIfAbsent);
        return claims;
    }

    /** Gives the code for the tokens, whose word is not checked yet. */
    private OIDCTokens tokens(
            OIDCProviderMetadata metadata, URI callback, AuthorizationCode code, Map<String, String> kept)
            throws IOException, ParseException {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(code, callback, new CodeVerifier(String.valueOf(kept.get(VERIFIER))));
        ClientID id = new ClientID(settings.clientId());
        TokenRequest.Builder request;
        if (settings.clientSecret().isEmpty()) {
            request = new TokenRequest.Builder(metadata.getTokenEndpointURI(), id, grant);
        } else {
            Secret secret = new Secret(settings.clientSecret());
            List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
            boolean isPost = methods != null
                    && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
            request = new TokenRequest.Builder(
                    metadata.getTokenEndpointURI(),
                    isPost ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret),
                    grant);
        }
        HTTPRequest http = request.build().toHTTPRequest();
        http.setConnectTimeout(TIMEOUT_MS);
        http.setReadTimeout(TIMEOUT_MS);
        var answer = OIDCTokenResponseParser.parse(http.send());
        if (!answer.indicatesSuccess()) {
            throw new ParseException(
                    "the code is refused: " + answer.toErrorResponse().getErrorObject());
        }
        OIDCTokens tokens = ((OIDCTokenResponse) answer.toSuccessResponse()).getOIDCTokens();
        if (tokens.getIDToken() == null) {
            throw new ParseException("there is no ID token");
        }
        return tokens;
    }

    private Person person(JWT idToken, Map<String, Object> all, IDTokenClaimsSet claims) {
        String subject = claims.getSubject().getValue();
        String name = Optional.ofNullable(all.get(settings.nameClaim()))
                .map(String::valueOf)
                .filter(text -> !text.isBlank())
                .orElse(subject);
        boolean isVouchedFor = "true".equals(String.valueOf(all.get(EMAIL_VERIFIED)));
        String email = isVouchedFor ? String.valueOf(all.getOrDefault(EMAIL, "")) : "";
        Set<String> roles = settings.rolesFor(values(all, settings.rolesClaim()));
        return new Person(subject, name, email, roles, Map.of(ID_TOKEN, idToken.serialize()));
    }

    /** The texts of a claim; of {@code a.b} the claim of that name, else {@code b} in {@code a}. */
    private static Set<String> values(Map<String, Object> claims, String path) {
        Object value = claims.get(path);
        int dot = path.indexOf('.');
        if (value == null && dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
            Map<String, Object> below = inner.entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), Map.Entry::getValue));
            return values(below, path.substring(dot + 1));
        }
        Set<String> texts = new TreeSet<>();
        if (value instanceof Collection<?> list) {
            list.forEach(element -> texts.add(String.valueOf(element)));
        } else if (value != null) {
            texts.add(String.valueOf(value));
        }
        return texts;
    }

    @Override
    public Optional<URI> logout(Map<String, String> kept, URI back) {
        Discovered known = discovered;
        URI end = known == null ? null : known.metadata().getEndSessionEndpointURI();
        String token = kept.get(ID_TOKEN);
        if (end == null || token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LogoutRequest(end, JWTParser.parse(token), back, null).toURI());
        } catch (java.text.ParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
