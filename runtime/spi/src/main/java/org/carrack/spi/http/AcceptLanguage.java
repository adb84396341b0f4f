package org.carrack.spi.http;

import java.util.List;
import java.util.Locale;

/** The languages that a client asks for (RFC 9110, section 12.5.4). Stateless. */
public final class AcceptLanguage {

    private AcceptLanguage() {}

    /** Those of a header {@code Accept-Language}, the best first and without {@code *}; none if it cannot be read. */
    public static List<Locale> locales(String header) {
        try {
            return Locale.LanguageRange.parse(header).stream()
                    .map(Locale.LanguageRange::getRange)
                    .filter(range -> !range.startsWith("*"))
                    .map(Locale::forLanguageTag)
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
