package org.carrack.runtime.auth.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.auth.LoginProvider;
import org.carrack.auth.LoginProvider.LoginException;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.auth.internal.page.LoginPage;
import org.carrack.runtime.auth.internal.page.LogoutPage;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.json.JsonValues;

/** How browsers log in and out: {@code /auth/login}, {@code /auth/callback/…}, {@code /auth/logout}. On threads that may block. */
final class LoginEndpoint {

    /** Binds a login at a provider to the browser that began it. */
    private static final String BROWSER_COOKIE = "carrack_login";

    private static final int BROWSER_COOKIE_S = 600;

    /** Where providers send browsers back to, with the provider's name behind. */
    static final String CALLBACK = "/auth/callback/";

    private final AccountRegistry registry;
    private final AccountAdministration accounts;
    private final PasswordLogin passwords;
    private final ProviderLogin providerLogins = new ProviderLogin(InstantSource.system());
    private final Providers providers;
    private final ServerConfig config;
    private final AuditLog audit;

    LoginEndpoint(
            AccountRegistry registry,
            AccountAdministration accounts,
            PasswordLogin passwords,
            Providers providers,
            ServerConfig config,
            AuditLog audit) {
        this.registry = registry;
        this.accounts = accounts;
        this.passwords = passwords;
        this.providers = providers;
        this.config = config;
        this.audit = audit;
    }

    HttpResponse show(HttpRequest call, Form query) {
        Optional<String> provider = query.find("provider");
        return provider.isPresent()
                ? begin(call, provider.get(), query)
                : page(call, 200, query.get("next_url"), query.get("username"), "");
    }

    private HttpResponse page(HttpRequest call, int status, String next, String username, String error) {
        List<LoginPage.Provider> others = new ArrayList<>();
        providers
                .all()
                .forEach((name, provider) -> others.add(new LoginPage.Provider(
                        provider.label(),
                        "/auth/login?provider=%s&next_url=%s"
                                .formatted(name, URLEncoder.encode(next, StandardCharsets.UTF_8)))));
        Caller caller = call.caller();
        LoginPage page = new LoginPage(
                caller.isAnonymous() ? Optional.empty() : Optional.of(caller.name()),
                error.isEmpty() ? Optional.empty() : Optional.of(error),
                next,
                username,
                others);
        return Html.page(status, page.html());
    }

    HttpResponse login(HttpRequest call, Form form, boolean isProgram) {
        String given = form.get("username");
        if (isProgram && (given.isBlank() || form.get("password").isEmpty())) {
            return HttpResponse.error(400, "a login needs username and password");
        }
        try {
            PasswordLogin.Credentials known = passwords.check(given, form.get("password"), call.remoteAddress());
            String name = known.name();
            String cookie = begin(call, name, known.hash(), Map.of());
            String next = NextUrl.of(form.find("next_url"), authority(call));
            HttpResponse answer = isProgram
                    ? HttpResponse.json(200, welcome(name, next)).with("Cache-Control", "no-store")
                    : Html.redirect(next);
            return answer.with("Set-Cookie", cookie);
        } catch (LoginRefused e) {
            HttpResponse answer = isProgram
                    ? HttpResponse.error(e.status(), e.getMessage())
                    : page(call, e.status(), form.get("next_url"), given, e.getMessage());
            return e.waitS() == 0 ? answer : answer.with("Retry-After", String.valueOf(e.waitS()));
        } catch (AccountException e) {
            return isProgram
                    ? HttpResponse.error(503, e.getMessage())
                    : page(call, 503, form.get("next_url"), given, e.getMessage());
        }
    }

    /** Ends the session that the browser had, whatever it was, begins another, and gives the cookie. */
    private String begin(HttpRequest call, String account, Optional<String> hash, Map<String, String> kept)
            throws AccountException {
        end(call);
        String value = registry.book()
                .beginSession(
                        account,
                        hash,
                        call.remoteAddress(),
                        call.header("User-Agent").orElse(""),
                        kept);
        audit.record(account, "login", account, AuditLog.Outcome.DONE, "", call.remoteAddress());
        return cookie(call, value, "");
    }

    private static String cookie(HttpRequest call, String value, String more) {
        return "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s"
                .formatted(Authenticator.cookie(call.isSecure()), value, call.isSecure() ? "; Secure" : "", more);
    }

    private byte[] welcome(String name, String next) {
        String json = JsonValues.write(JsonValues.object(
                "username", name,
                "roles", accounts.find(name).map(Account::allRoles).orElse(Set.of()),
                "next_url", next));
        return json.getBytes(StandardCharsets.UTF_8);
    }

    // With a provider.

    private HttpResponse begin(HttpRequest call, String name, Form query) {
        LoginProvider provider = providers.all().get(name);
        if (provider == null) {
            return page(call, 404, query.get("next_url"), "", "there is no login with %s here".formatted(name));
        }
        String browser = call.cookie(BROWSER_COOKIE).orElseGet(Secrets::random);
        try {
            URI page = providerLogins.begin(
                    name,
                    provider,
                    URI.create(base(call) + CALLBACK + name),
                    browser,
                    NextUrl.of(query.find("next_url"), authority(call)));
            return Html.redirect(page.toString())
                    .with(
                            "Set-Cookie",
                            "%s=%s; Path=/auth/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                                    .formatted(
                                            BROWSER_COOKIE,
                                            browser,
                                            BROWSER_COOKIE_S,
                                            call.isSecure() ? "; Secure" : ""));
        } catch (LoginException e) {
            return page(call, 502, query.get("next_url"), "", e.getMessage());
        }
    }

    /** The browser comes back from a provider. */
    HttpResponse callback(HttpRequest call, String name, Form query) {
        LoginProvider provider = providers.all().get(name);
        try {
            if (provider == null) {
                throw new LoginException("there is no login with %s here".formatted(name));
            }
            ProviderLogin.Finished finished = providerLogins.finish(
                    name,
                    provider,
                    query.get("state"),
                    call.cookie(BROWSER_COOKIE),
                    call.query().orElse(""));
            LoginProvider.Person person = finished.person();
            Account account = accounts.known(name, person.subject(), person.name(), person.email(), person.roles());
            Map<String, String> kept = new HashMap<>(person.kept());
            kept.put(Providers.NAME, name);
            return Html.redirect(finished.next())
                    .with("Set-Cookie", begin(call, account.name(), Optional.empty(), kept));
        } catch (LoginException e) {
            audit.record(
                    Caller.ANONYMOUS.name(),
                    "login",
                    name,
                    AuditLog.Outcome.REFUSED,
                    e.getMessage(),
                    call.remoteAddress());
            return page(call, 401, "", "", e.getMessage());
        } catch (AccountException e) {
            return page(call, 503, "", "", e.getMessage());
        }
    }

    // Out.

    /** A page of another site that leads here does not end a session by that alone. */
    HttpResponse askLogout() {
        return Html.page(200, new LogoutPage().html());
    }

    HttpResponse logout(HttpRequest call, Form form) {
        Optional<SessionRow> session = end(call);
        session.ifPresent(row -> audit.record(
                row.session().account(),
                "logout",
                row.session().account(),
                AuditLog.Outcome.DONE,
                "",
                call.remoteAddress()));
        Optional<String> asked = form.find("next_url");
        String next = asked.isPresent() ? NextUrl.of(asked, authority(call)) : Authenticator.LOGIN_PATH;
        String page = session.map(SessionRow::kept)
                .flatMap(kept -> Optional.ofNullable(providers.all().get(kept.getOrDefault(Providers.NAME, "")))
                        .flatMap(provider -> provider.logout(kept, URI.create(base(call) + next))))
                .map(URI::toString)
                .orElse(next);
        return Html.redirect(page).with("Set-Cookie", cookie(call, "", "; Max-Age=0"));
    }

    /** Ends the session of the browser, if it has one. */
    private Optional<SessionRow> end(HttpRequest call) {
        Optional<SessionRow> session = call.cookie(Authenticator.cookie(call.isSecure()))
                .flatMap(value -> registry.sessions().find(Secrets.digest(value)));
        session.ifPresent(row -> registry.sessions().endNow(row));
        return session;
    }

    private static String authority(HttpRequest call) {
        return call.header("Host").orElse("");
    }

    /** How browsers name this server: as they have just done, unless its owner says so ({@code url} in {@code [auth]}). */
    private String base(HttpRequest call) {
        String url = config.view(AuthConfig.class).url().replaceAll("/+$", "");
        return url.isEmpty() ? (call.isSecure() ? "https://" : "http://") + authority(call) : url;
    }
}
