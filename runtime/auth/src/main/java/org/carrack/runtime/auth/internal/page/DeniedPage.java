package org.carrack.runtime.auth.internal.page;

import io.jstach.jstache.JStache;
import java.util.Optional;
import org.carrack.spi.page.HtmlText;

/**
 * Says that somebody may not see a thing.
 *
 * @param user who is logged in
 */
@JStache(path = "denied")
public record DeniedPage(Optional<String> user) {

    public String html() {
        return new DeniedPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }
}
