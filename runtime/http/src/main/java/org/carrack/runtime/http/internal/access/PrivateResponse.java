package org.carrack.runtime.http.internal.access;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The response to an authenticated caller. Caches must give it to no other caller, nor to the same person after the logout: where
 * its package says nothing of caches it is looked at again each time, and what the package has kept is kept by one browser.
 */
public final class PrivateResponse extends Response.Wrapper {

    /** What counts if nothing else is said. */
    public static final String USUAL = "private, no-cache";

    private static final HttpField USUAL_FIELD = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, USUAL);

    private final HttpFields.Mutable headers;

    public PrivateResponse(Request request, Response response) {
        super(request, response);
        response.getHeaders().put(USUAL_FIELD);
        headers = new HttpFields.Mutable.Wrapper(response.getHeaders()) {
            @Override
            public @Nullable HttpField onAddField(HttpField field) {
                if (field.getHeader() != HttpHeader.CACHE_CONTROL) {
                    return field;
                }
                // The package's own, instead of ours.
                response.getHeaders().remove(HttpHeader.CACHE_CONTROL);
                return new HttpField(HttpHeader.CACHE_CONTROL, kept(String.valueOf(field.getValue())));
            }

            @Override
            public @Nullable HttpField onReplaceField(HttpField before, HttpField field) {
                return field.getHeader() == HttpHeader.CACHE_CONTROL
                        ? new HttpField(HttpHeader.CACHE_CONTROL, kept(String.valueOf(field.getValue())))
                        : field;
            }
        };
    }

    /** The same for one browser alone. */
    public static String kept(String value) {
        return value.matches("(?i).*\\bpublic\\b.*") ? value.replaceAll("(?i)\\bpublic\\b", "private") : value;
    }

    @Override
    public HttpFields.Mutable getHeaders() {
        return headers;
    }
}
