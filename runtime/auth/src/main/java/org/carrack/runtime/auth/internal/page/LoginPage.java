package org.carrack.runtime.auth.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import java.util.Optional;
import org.carrack.spi.page.HtmlText;

/**
 * Where people log in.
 *
 * @param user who is logged in already
 * @param error why it was refused, if it was
 * @param nextUrl where it leads
 * @param username what was typed before; empty if nothing was
 * @param providers others who know people's names
 */
@JStache(path = "login")
public record LoginPage(
        Optional<String> user, Optional<String> error, String nextUrl, String username, List<Provider> providers) {

    public String html() {
        return new LoginPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    /** Who else can say who somebody is. */
    public record Provider(String label, String url) {}

    boolean isNameKnown() {
        return !username.isEmpty();
    }

    boolean hasProviders() {
        return !providers.isEmpty();
    }
}
