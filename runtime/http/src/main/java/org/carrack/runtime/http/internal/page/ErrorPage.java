package org.carrack.runtime.http.internal.page;

import io.jstach.jstache.JStache;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.carrack.spi.page.HtmlText;

/**
 * Says to a person why a request failed.
 *
 * @param status the status of HTTP
 * @param reason its usual name
 * @param message the sentence for this case
 * @param loginUrl where somebody else logs in, if that could help
 */
@JStache(path = "error")
public record ErrorPage(int status, String reason, String message, Optional<String> loginUrl) {

    /** In the page, which is all that is to be had where something is wrong. */
    private static final String STYLE =
            ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;margin:0;background:#f4f6f9;color:#18202a}"
                    + "main{max-width:34rem;margin:12vh auto;padding:1.5rem 2rem;background:#fff;border:1px solid #d5dbe3;border-radius:.9rem;overflow-wrap:anywhere}"
                    + "h1{font-size:1.5rem;margin:0 0 .5rem}p{margin:.5rem 0 0}a{color:#1c5aa6}"
                    + "@media(max-width:32rem){main{margin:0;min-height:100vh;border:0;border-radius:0}}"
                    + "@media(prefers-color-scheme:dark){body{background:#11151a;color:#e6ebf1}main{background:#1a2027;border-color:#303a46}a{color:#8bb8f0}}";

    /** A page has no script, and no style but its own. */
    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                    .formatted(digest(STYLE));

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The Content-Security-Policy of the page. */
    public static String policy() {
        return POLICY;
    }

    String style() {
        return STYLE;
    }

    public String html() {
        return new ErrorPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }
}
