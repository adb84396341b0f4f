package org.carrack.runtime.auth.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.carrack.http.HttpResponse;

/** Pages: their style, and the headers that keep strangers' scripts, frames and caches out. Stateless. */
final class Html {

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self'";

    static final String STYLE = """
            body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f2f4f7;color:#1d2733}
            main{max-width:26rem;margin:10vh auto;padding:1.5rem 2rem 2rem;background:#fff;border-radius:.5rem;box-shadow:0 1px 4px #1d273333}
            main.wide,main:has(table){max-width:52rem;margin:4vh auto}
            h1{font-size:1.4rem;font-weight:600;margin:.3rem 0 1rem}
            h2{font-size:1.05rem;font-weight:600;margin:2rem 0 .5rem}
            label{display:block;margin:.8rem 0 .2rem}
            input{font:inherit;width:100%;box-sizing:border-box;padding:.45rem .6rem;border:1px solid #9aa5b1;border-radius:.3rem}
            button,.button{font:inherit;display:inline-block;margin:1rem 0 0;padding:.5rem 1.2rem;border:0;border-radius:.3rem;background:#1f5fa8;color:#fff;cursor:pointer;text-decoration:none}
            .button{display:block;text-align:center;background:#e4e9f0;color:#1d2733;margin:.6rem 0 0}
            td button{margin:0;padding:.2rem .7rem;background:#e4e9f0;color:#1d2733}
            table{border-collapse:collapse;width:100%;font-size:.92rem}
            th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #e4e9f0;vertical-align:baseline}
            input:focus,button:focus,a:focus{outline:2px solid #1f5fa8;outline-offset:2px}
            .error{background:#fdecea;color:#8a1f17;padding:.5rem .8rem;border-radius:.3rem}
            .done{background:#e8f5ea;color:#1d5b2a;padding:.5rem .8rem;border-radius:.3rem}
            .or{margin:1.5rem 0 .5rem;border-top:1px solid #e4e9f0;padding-top:1rem}
            code{word-break:break-all}
            """;

    private Html() {}

    static HttpResponse page(int status, String html) {
        return answer(status, "text/html;charset=utf-8", html);
    }

    static HttpResponse style() {
        return answer(200, "text/css;charset=utf-8", STYLE).with("Cache-Control", "max-age=3600");
    }

    private static HttpResponse answer(int status, String type, String text) {
        return new HttpResponse(
                status,
                Map.of(
                        "Content-Type",
                        type,
                        "Content-Security-Policy",
                        POLICY,
                        "X-Content-Type-Options",
                        "nosniff",
                        "X-Frame-Options",
                        "DENY",
                        // The address may hold what leads back into a login.
                        "Referrer-Policy",
                        "same-origin",
                        "Cache-Control",
                        "no-store"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the browser on, by {@code GET}. */
    static HttpResponse redirect(String location) {
        return new HttpResponse(303, Map.of("Location", location, "Cache-Control", "no-store"), new byte[0]);
    }
}
