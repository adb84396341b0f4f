package org.carrack.runtime.auth.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import java.util.Optional;
import org.carrack.spi.page.HtmlText;

/**
 * What people see of their own account, and do with it.
 *
 * @param error why something was not done
 * @param done what was done
 * @param roles with commas between them
 * @param hasTokens whether it is an account that can have tokens
 */
@JStache(path = "account")
public record AccountPage(
        String name,
        Optional<String> error,
        Optional<Done> done,
        String roles,
        List<SessionRow> sessions,
        boolean hasTokens,
        List<TokenRow> tokens,
        boolean hasPassword) {

    public String html() {
        return new AccountPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    /**
     * What was done.
     *
     * @param token one that was made, which is shown once
     * @param isLoggedOut whether the session of this page has ended with it
     */
    public record Done(String sentence, Optional<String> token, boolean isLoggedOut) {

        public static Done of(String sentence) {
            return new Done(sentence, Optional.empty(), false);
        }
    }

    /** A session of a browser; the times as text. */
    public record SessionRow(
            String id, String browser, String address, String created, String seen, boolean isThisOne) {}

    /** A token; the roles and packages with commas between them. */
    public record TokenRow(String name, String roles, String packages, String expires) {}

    boolean hasSessions() {
        return !sessions.isEmpty();
    }

    boolean hasTokenRows() {
        return !tokens.isEmpty();
    }
}
