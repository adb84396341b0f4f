package org.carrack.runtime.auth.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.carrack.auth.Access;
import org.carrack.auth.Account;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpEveryHost;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.auth.internal.page.DeniedPage;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.json.JsonValues;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /auth/…}, at every host: the pages to log in and out and of one's own account, and the addresses that nginx asks with
 * {@code auth_request}, which are 3Bot's.
 */
@Component(service = HttpEndpoint.class)
@HttpPath("/auth")
@HttpEveryHost
public final class AuthEndpoint implements HttpEndpoint {

    private static final int LONGEST_FORM = 64 << 10;

    private static final Access PACKAGE_AUTHORIZED = new Access(true, true, false);

    /** 3Bot's paths that check the access rules of {@code is_auth}, {@code is_package_authorized} and {@code is_admin}. */
    private static final Map<String, Access> ACCESS_RULES = Map.of(
            "/authenticated",
            new Access(true, false, false),
            "/package_authorized",
            PACKAGE_AUTHORIZED,
            "/authorized",
            Access.CLOSED);

    private static final HttpResponse NO_TOKENS =
            HttpResponse.error(403, "this is for people who have logged in; a token does not open it");

    private final AccountAdministration accounts;
    private final LoginEndpoint login;
    private final AccountEndpoint account;

    @Activate
    public AuthEndpoint(
            @Reference AccountRegistry registry,
            @Reference AccountAdministration accounts,
            @Reference Providers providers,
            @Reference ServerConfig config,
            @Reference AuditLog audit) {
        this.accounts = accounts;
        PasswordLogin passwords = new PasswordLogin(registry, audit);
        login = new LoginEndpoint(registry, accounts, passwords, providers, config, audit);
        account = new AccountEndpoint(accounts, registry, passwords);
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        String path = call.path();
        // These are asked for each request of nginx, and look nothing up that could make them wait.
        for (Map.Entry<String, Access> rule : ACCESS_RULES.entrySet()) {
            String name = rule.getKey();
            boolean isOfPackage = path.startsWith(name + "/");
            if (isOfPackage || (path.equals(name) && !rule.getValue().equals(PACKAGE_AUTHORIZED))) {
                return answer(decide(call, rule.getValue(), isOfPackage ? path.substring(name.length() + 1) : ""));
            }
        }
        return call.isRead() ? read(call, path) : write(call, path);
    }

    /**
     * Whether an access rule admits the caller, for nginx's {@code auth_request}.
     *
     * @param packageName the package that is accessed; if it is not given, a token for some packages alone is not accepted
     */
    private HttpResponse decide(HttpRequest call, Access rule, String packageName) {
        Caller caller = call.caller();
        return switch (rule.decide(caller, packageName)) {
            case ALLOWED -> identity(caller);
            case UNAUTHENTICATED ->
                HttpResponse.error(401, "this needs a login").with("WWW-Authenticate", "Bearer");
            case FORBIDDEN -> HttpResponse.error(403, caller.denied(packageName));
        };
    }

    /** Who calls, in 3Bot's form, and as headers that nginx can hand on. */
    private HttpResponse identity(Caller caller) {
        String json = JsonValues.write(JsonValues.object(
                "username",
                caller.name(),
                "email",
                accounts.find(caller.name()).map(Account::email).orElse(""),
                "tid",
                null,
                "devmode",
                false,
                "walletAddress",
                "",
                "roles",
                new TreeSet<>(caller.roles())));
        return HttpResponse.json(200, json.getBytes(StandardCharsets.UTF_8))
                .with(Authenticator.USER_HEADER, caller.name())
                .with(Authenticator.ROLES_HEADER, caller.rolesInOneLine())
                .with("Cache-Control", "no-store");
    }

    private CompletionStage<HttpResponse> read(HttpRequest call, String path) {
        Form query;
        try {
            query = Form.ofQuery(NextUrl.escaped(call.query().orElse("")));
        } catch (IllegalArgumentException e) {
            return answer(HttpResponse.error(400, "the query cannot be read: " + e.getMessage()));
        }
        if (path.startsWith("/callback/")) {
            return later(call, () -> login.callback(call, path.substring("/callback/".length()), query));
        }
        return switch (path) {
            case "/login" -> later(call, () -> login.show(call, query));
            case "/logout" -> later(call, () -> isLedHere(call) ? login.askLogout() : login.logout(call, query));
            case "/design.css" -> answer(Html.design());
            case "/style.css" -> answer(Html.style());
            case "/accessdenied" -> answer(denied(call.caller()));
            case "", "/", "/account" ->
                call.caller().isAnonymous()
                        ? answer(Html.redirect(Authenticator.LOGIN_PATH))
                        : isToken(call) ? answer(NO_TOKENS) : later(call, () -> account.show(call));
            default -> answer(HttpResponse.error(404, "there is nothing at /auth" + path));
        };
    }

    /** Whether a page of another site may have sent the browser here. */
    private static boolean isLedHere(HttpRequest call) {
        Optional<String> site = call.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return !call.isSameOrigin();
        }
        // Where a browser speaks no TLS it says no more than which page had the link; our own pages let it.
        String ours = "://" + call.header("Host").orElse("") + "/";
        return call.acceptsHtml()
                && call.header("Referer").filter(from -> from.contains(ours)).isEmpty();
    }

    private static HttpResponse denied(Caller caller) {
        Optional<String> user = caller.isAnonymous() ? Optional.empty() : Optional.of(caller.name());
        return Html.page(403, new DeniedPage(user).html());
    }

    private CompletionStage<HttpResponse> write(HttpRequest call, String path) {
        if (!call.method().equals("POST")) {
            return answer(HttpResponse.error(405, "/auth takes GET and POST").with("Allow", "GET, HEAD, POST"));
        }
        String type = call.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean isJson = type.startsWith("application/json");
        // A browser sends the origin of a form; a program sends JSON, which a form cannot.
        if (!isJson && call.header("Origin").isPresent() && !call.isSameOrigin()) {
            return answer(HttpResponse.error(403, "this form was sent by a page of another site"));
        }
        return call.body(LONGEST_FORM).thenCompose(body -> {
            Form form;
            try {
                form = isJson ? Form.ofJson(body) : Form.ofQuery(new String(body, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return answer(HttpResponse.error(400, "the form cannot be read: " + e.getMessage()));
            }
            // A form that logs in is sent on, as by a browser; who wants JSON says so.
            return path.equals("/login")
                    ? later(call, () -> login.login(call, form, isJson || wantsJson(call)))
                    : write(call, path, form, isJson || !call.acceptsHtml());
        });
    }

    private CompletionStage<HttpResponse> write(HttpRequest call, String path, Form form, boolean isProgram) {
        if (path.equals("/logout")) {
            return later(call, () -> login.logout(call, form));
        }
        Optional<Supplier<HttpResponse>> action = action(call, path, form, isProgram);
        if (action.isEmpty()) {
            return answer(HttpResponse.error(404, "there is nothing to post to at /auth" + path));
        }
        if (call.caller().isAnonymous()) {
            return answer(
                    isProgram
                            ? HttpResponse.error(401, "this needs a login").with("WWW-Authenticate", "Bearer")
                            : Html.redirect("%s?next_url=%s"
                                    .formatted(
                                            Authenticator.LOGIN_PATH,
                                            URLEncoder.encode(NextUrl.OTHERWISE, StandardCharsets.UTF_8))));
        }
        if (isToken(call)) {
            return answer(NO_TOKENS);
        }
        return later(call, action.get());
    }

    private Optional<Supplier<HttpResponse>> action(HttpRequest call, String path, Form form, boolean isProgram) {
        return switch (path) {
            case "/password" -> Optional.of(() -> account.password(call, form, isProgram));
            case "/sessions/end" -> Optional.of(() -> account.endSession(call, form, isProgram));
            case "/tokens" -> Optional.of(() -> account.createToken(call, form, isProgram));
            case "/tokens/revoke" -> Optional.of(() -> account.revokeToken(call, form, isProgram));
            default -> Optional.empty();
        };
    }

    /** Or who has a token for little could make themselves one for all. */
    private static boolean isToken(HttpRequest call) {
        return call.header("Authorization").isPresent();
    }

    private static boolean wantsJson(HttpRequest call) {
        return call.header("Accept").orElse("").contains("application/json") && !call.acceptsHtml();
    }

    private static CompletionStage<HttpResponse> later(HttpRequest call, Supplier<HttpResponse> answer) {
        return CompletableFuture.supplyAsync(answer, call.workers());
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
