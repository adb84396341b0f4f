package org.carrack.runtime.chatflows.internal.page;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of the pages themselves, which a package can give in other words and languages, in
 * {@code res/locales/chats_<language>.properties} in UTF-8. Immutable.
 *
 * @param language the language that the package has of those the person wants
 */
public record PageTexts(String language, Map<String, String> texts) {

    private static final Logger LOG = LoggerFactory.getLogger(PageTexts.class);

    private static final Map<String, String> ENGLISH = Map.ofEntries(
            Map.entry("next", "Next"),
            Map.entry("finish", "Finish"),
            Map.entry("back", "Back"),
            Map.entry("start_again", "Start again"),
            Map.entry("start_again_question", "Start again? What you have said so far is forgotten."),
            Map.entry("ended", "This chat is over."),
            Map.entry("loading", "One moment …"),
            Map.entry("reconnecting", "The connection is gone. Reconnecting …"),
            Map.entry("reconnected", "Connected again."),
            Map.entry("step_of", "Step {0} of {1}"),
            Map.entry("said", "What was said"),
            Map.entry("required", "This must be answered."),
            Map.entry("at_least_characters", "At least {0} characters."),
            Map.entry("at_most_characters", "At most {0} characters."),
            Map.entry("at_least", "{0} or more."),
            Map.entry("at_most", "{0} or less."),
            Map.entry("whole_number", "A whole number."),
            Map.entry("number", "A number."),
            Map.entry("identifier", "Small letters and digits (a to z, 0 to 9), beginning with a letter."),
            Map.entry("git_url", "The URL of a git repository, such as https://example.org/you/project.git."),
            Map.entry("exists", "{0} {1} exists already."),
            Map.entry("not_allowed", "{0} {1} is not allowed."),
            Map.entry("future", "This must be in the future."),
            Map.entry("at_least_options", "Choose at least {0}."),
            Map.entry("at_most_options", "Choose at most {0}."),
            Map.entry("an_option", "Choose one of the options."),
            Map.entry("choose", "Choose …"),
            Map.entry("too_large", "The file is too large; it may have {0} bytes."),
            Map.entry("wrong_type", "The file must be one of: {0}."),
            Map.entry("file", "File"),
            Map.entry("uploading", "The file is being sent …"),
            Map.entry("download", "Download {0}"),
            Map.entry("add", "Add"),
            Map.entry("remove", "Remove"),
            Map.entry("name", "Name"),
            Map.entry("value", "Value"),
            Map.entry("years", "Years"),
            Map.entry("months", "Months"),
            Map.entry("weeks", "Weeks"),
            Map.entry("days", "Days"),
            Map.entry("hours", "Hours"),
            Map.entry("minutes", "Minutes"),
            Map.entry("latitude", "Latitude"),
            Map.entry("longitude", "Longitude"),
            Map.entry("here", "Where I am"),
            Map.entry("show", "Show"),
            Map.entry("hide", "Hide"),
            Map.entry("digits", "Digits in a picture"),
            Map.entry("qr_code", "QR code"),
            Map.entry("leaving", "You are being sent on."),
            Map.entry("stale", "This was answered already, perhaps in another tab."),
            Map.entry("failed", "It could not be sent. Try again."),
            Map.entry("chats", "Chats"),
            Map.entry("mine", "Your conversations"),
            Map.entry("go_on", "Go on"),
            Map.entry("cancel", "Cancel"));

    public PageTexts {
        texts = Map.copyOf(texts);
    }

    /**
     * The texts for a person.
     *
     * @param accepted the person's languages, the best first
     * @param resource finds a file of the package
     */
    public static PageTexts of(List<Locale> accepted, Function<String, Optional<URL>> resource) {
        for (Locale locale : accepted) {
            for (String tag : List.of(locale.toLanguageTag(), locale.getLanguage())) {
                Optional<URL> file = tag.matches("[A-Za-z0-9-]+")
                        ? resource.apply("res/locales/chats_%s.properties".formatted(tag))
                        : Optional.empty();
                if (file.isPresent()) {
                    return new PageTexts(tag, read(file.get()));
                }
                if (tag.equals("en")) {
                    return new PageTexts("en", ENGLISH);
                }
            }
        }
        return new PageTexts("en", ENGLISH);
    }

    private static Map<String, String> read(URL file) {
        Map<String, String> texts = new LinkedHashMap<>(ENGLISH);
        try (Reader in = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
            Properties given = new Properties();
            given.load(in);
            given.stringPropertyNames().forEach(name -> texts.put(name, given.getProperty(name)));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the texts in {} cannot be read: {}", file, e.getMessage());
        }
        return texts;
    }

    /** A text by its name. */
    String text(String name) {
        return texts.getOrDefault(name, name);
    }
}
