package org.carrack.runtime.conversation.internal.service;

import java.util.Locale;
import java.util.Map;

/** What the server itself says. English where nobody has translated it. */
final class Sentences {

    private static final Map<String, Map<String, String>> TEXTS = Map.of(
            "en",
            Map.of(
                    Answer.NOT_UNDERSTOOD,
                    "I don't understand.",
                    Answer.UNCLEAR,
                    "Which one do you mean?",
                    Answer.TOO_LONG,
                    "That is too long for me.",
                    "failed",
                    "That did not work; please try again later.",
                    Answer.TOO_MANY,
                    "Not so fast, please."),
            "fr",
            Map.of(
                    Answer.NOT_UNDERSTOOD,
                    "Je ne comprends pas.",
                    Answer.UNCLEAR,
                    "Lequel voulez-vous dire ?",
                    Answer.TOO_LONG,
                    "C'est trop long pour moi.",
                    "failed",
                    "Cela n'a pas marché ; réessayez plus tard.",
                    Answer.TOO_MANY,
                    "Pas si vite, s'il vous plaît."),
            "de",
            Map.of(
                    Answer.NOT_UNDERSTOOD,
                    "Das verstehe ich nicht.",
                    Answer.UNCLEAR,
                    "Was ist gemeint?",
                    Answer.TOO_LONG,
                    "Das ist mir zu lang.",
                    "failed",
                    "Das hat nicht geklappt; bitte später noch einmal.",
                    Answer.TOO_MANY,
                    "Bitte nicht so schnell."));

    private Sentences() {}

    static String of(String what, Locale locale) {
        Map<String, String> english = TEXTS.getOrDefault("en", Map.of());
        return TEXTS.getOrDefault(locale.getLanguage(), english).getOrDefault(what, what);
    }
}
