package org.carrack.runtime.auth.internal.page;

import io.jstach.jstache.JStache;
import org.carrack.spi.page.HtmlText;

/** Asks whether a session shall end. */
@JStache(path = "logout")
public record LogoutPage() {

    public String html() {
        return new LogoutPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }
}
