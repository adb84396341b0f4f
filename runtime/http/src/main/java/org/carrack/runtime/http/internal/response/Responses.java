package org.carrack.runtime.http.internal.response;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.http.internal.page.ErrorPage;
import org.carrack.spi.auth.Authenticator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Error answers: a small page for browsers, {@code {"error": …}} for everybody else, never a stack trace. */
public final class Responses extends ErrorHandler {

    private static final String INSTEAD = Responses.class.getName() + ".instead";

    /** Content is what its type says, whatever a browser thinks of it. */
    public static final HttpField NOT_SNIFFED = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private final @Nullable HttpLimits limits;

    /** For contexts, in which the head of a request has been read already. */
    public Responses() {
        this(null);
    }

    /** An error of ours says itself that it is not kept; what is unchanged (304) must be. */
    public Responses(@Nullable HttpLimits limits) {
        this.limits = limits;
        setCacheControl(null);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    /** Has a response written in place of a 404 for a request. */
    public static void insteadOfNothing(Request request, Supplier<HttpResponse> response) {
        request.setAttribute(INSTEAD, response);
    }

    /** The response in place of a 404; null if there is none. */
    @SuppressWarnings("unchecked")
    public static @Nullable HttpResponse insteadOfNothing(Request request) {
        return request.getAttribute(INSTEAD) instanceof Supplier<?> response
                ? ((Supplier<HttpResponse>) response).get()
                : null;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        HttpResponse instead = status == 404 ? insteadOfNothing(request) : null;
        if (instead != null) {
            write(response, callback, instead);
            return;
        }
        String said;
        if (cause instanceof AuthenticationUnavailable) {
            said = AuthenticationUnavailable.MESSAGE;
        } else if (status == 404) {
            said = nothingAt(request);
        } else if (status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 && limits != null) {
            said = limits.tooLarge("the head of the request");
        } else {
            // Messages of Jetty's own failures may reveal internals; those of a 4xx are about the request.
            said = status >= 500 || message == null ? HttpStatus.getMessage(status) : message;
        }
        write(request, response, callback, status, said);
    }

    /** What a 404 says. */
    public static String nothingAt(Request request) {
        return "there is nothing at " + request.getHttpURI().getDecodedPath();
    }

    /** Answers a request with an error. */
    public static void write(Request request, Response response, Callback callback, int status, String message) {
        write(response, callback, answer(request, status, message));
    }

    /** An error, in the form that suits who asks. */
    public static HttpResponse answer(Request request, int status, String message) {
        return answer(request, status, message, Optional.empty());
    }

    /** Refuses an authenticated caller; the page for a person has a link to another login. */
    public static HttpResponse denied(Request request, String why) {
        String here = URLEncoder.encode(request.getHttpURI().getPathQuery(), StandardCharsets.UTF_8);
        return answer(request, 403, why, Optional.of(Authenticator.LOGIN_PATH + "?next_url=" + here));
    }

    private static HttpResponse answer(Request request, int status, String message, Optional<String> loginUrl) {
        if (!wantsPage(request)) {
            return HttpResponse.error(status, message);
        }
        ErrorPage page = new ErrorPage(status, HttpStatus.getMessage(status), message, loginUrl);
        return new HttpResponse(
                status,
                Map.of(
                        "Content-Type",
                        "text/html;charset=utf-8",
                        "Cache-Control",
                        "no-store",
                        "Content-Security-Policy",
                        ErrorPage.policy()),
                page.html().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an answer as it is. */
    public static void write(Response response, Callback callback, HttpResponse answer) {
        response.setStatus(answer.status());
        response.getHeaders().put(NOT_SNIFFED);
        answer.headers().forEach((name, value) -> response.getHeaders().put(new HttpField(name, value)));
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    public static boolean wantsPage(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        return accept != null && HttpRequest.acceptsHtml(accept);
    }
}
