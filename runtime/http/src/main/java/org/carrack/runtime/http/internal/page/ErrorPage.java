package org.carrack.runtime.http.internal.page;

import io.jstach.jstache.JStache;
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

    public String html() {
        return new ErrorPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }
}
