package org.carrack.runtime.chatflows.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.chat.Location;
import org.carrack.chat.Question;
import org.carrack.chat.TextQuestion;
import org.carrack.chat.Upload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static final Map<String, Upload> UPLOADS = Map.of(
            "u1", new Upload("u1", "people.csv", "text/csv", 2_000), "u2", new Upload("u2", "me.png", "image/png", 7));

    private final AnswerReader reader =
            new AnswerReader(InstantSource.fixed(NOW), id -> Optional.ofNullable(UPLOADS.get(id)));

    private static Rules rules(Question<?> question) {
        return new Rules(question.kind(), question.options(), question.rules());
    }

    /** What a flow gets. */
    @SuppressWarnings("unchecked")
    private <T> T answer(Question<T> question, @Nullable Object given) throws InvalidAnswerException {
        return (T) AnswerValues.of(question.kind(), reader.read(rules(question), given));
    }

    private void assertRefused(Question<?> question, @Nullable Object given, String message) {
        assertThatThrownBy(() -> reader.read(rules(question), given))
                .isInstanceOf(InvalidAnswerException.class)
                .hasMessage(message);
    }

    @Test
    void textIsWhatItsRulesSay() throws Exception {
        assertThat(answer(Question.string("Name?"), "  Ada ")).isEqualTo("Ada");
        assertThat(answer(Question.string("Name?"), null)).isEmpty();
        assertThat(answer(Question.text("Story?"), " one\ntwo ")).isEqualTo(" one\ntwo ");
        assertRefused(Question.string("Name?").required(), " ", "this must be answered");
        assertRefused(Question.string("Name?"), "one\ntwo", "this must be one line");
        assertRefused(Question.string("Name?"), List.of("Ada"), "this must be text");
        assertRefused(Question.string("Name?"), "a\0b", "this has a character that no text may have (NUL)");
        assertRefused(Question.secret("Word?").minLength(4), "abc", "this must have at least 4 characters; it has 3");
        assertRefused(
                Question.string("Name?").maxLength(2),
                "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00",
                "this must have at most 2 characters; it has 3");
        assertThat(answer(Question.string("Name?").maxLength(2), "\uD83D\uDE00\uD83D\uDE00"))
                .as("characters, not halves of them")
                .hasSize(4);
        assertRefused(
                Question.string("Code?").pattern("[A-Z]{3}", "three capital letters"), "abc", "three capital letters");
        assertRefused(
                Question.string("Name?").notExisting("the server", List.of("mail")),
                "mail",
                "the server mail exists already");
        assertRefused(
                Question.secret("Word?").notAllowed("a password", List.of("hush")),
                "hush",
                "a password of that kind is not allowed");
    }

    @Test
    void aPatternDoesNotKeepTheServerBusy() throws Exception {
        TextQuestion evil = Question.string("Name?").pattern("(a+)+\\1?", "only a");
        assertThat(answer(evil, "aaaa")).isEqualTo("aaaa");
        assertRefused(evil, "a".repeat(60) + "!", "this is too long to be checked; try something shorter");
        TextQuestion deep = Question.text("Name?").pattern("(a|b)*", "only a and b");
        assertRefused(deep, "ab".repeat(200_000), "this is too long to be checked; try something shorter");
        assertRefused(
                Question.string("Where?").gitUrl(),
                "https://example.org/" + "a".repeat(500_000),
                "this must be the URL of a git repository, such as https://example.org/you/project.git");
    }

    @Test
    void lengthsOfTimeAreWholeAndNotBelowNothing() throws Exception {
        String message = "this must be a length of time, such as 1Y 2M 3w 4d 5h 6m";
        for (Object given : List.of(-5, 1.9, new BigDecimal("1e30"), "1h 2h", "1d ".repeat(20), "-1h")) {
            assertRefused(Question.duration("?"), given, message);
        }
        assertThat(answer(Question.duration("?"), 90)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void optionsCanBeToldApart() {
        assertThatThrownBy(() -> Question.choice("Which?", List.of("a", "b", "a")))
                .hasMessage("the question 'Which?' has the option 'a' twice");
        assertThatThrownBy(() -> Question.listChoices("Which?", List.of("a", " ")))
                .hasMessage("the question 'Which?' has an option without text");
        assertThatThrownBy(() -> Question.dropDown("Which?", List.of("a")).otherwise("c"))
                .hasMessage("the question 'Which?' has no option 'c'");
        assertThatThrownBy(() -> Question.choices("Which?", List.of("a")).otherwise(List.of("c")))
                .hasMessage("the question 'Which?' has no option 'c'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "web1", "x0y"})
    void identifiers(String identifier) throws Exception {
        assertThat(answer(Question.string("?").identifier(), identifier)).isEqualTo(identifier);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "Web", "a-b", "ä", "a b"})
    void noIdentifiers(String text) {
        assertRefused(
                Question.string("?").identifier(),
                text,
                "this must begin with a small letter, and have nothing but small letters and digits (a to z, 0 to 9)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/a/b",
                "https://github.com/a/b.git",
                "http://git.example.org:3000/x",
                "ssh://git@example.org/a/b.git",
                "git@github.com:a/b.git"
            })
    void gitUrls(String url) throws Exception {
        assertThat(answer(Question.string("?").gitUrl(), url)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github.com/a/b", "https://", "file:///etc/passwd", "https://a b/c", "--upload-pack=x"})
    void noGitUrls(String url) {
        assertRefused(
                Question.string("?").gitUrl(),
                url,
                "this must be the URL of a git repository, such as https://example.org/you/project.git");
    }

    @Test
    void numbersComeAsNumbersOrTexts() throws Exception {
        assertThat(answer(Question.integer("?").min(0), 7)).isEqualTo(7);
        assertThat(answer(Question.integer("?"), " -7 ")).isEqualTo(-7);
        assertThat(answer(Question.integer("?"), "7.0")).isEqualTo(7);
        assertThat(answer(Question.integer("?").otherwise(3), "")).isEqualTo(3);
        assertThat(answer(Question.number("?"), "0.10")).isEqualTo(new BigDecimal("0.10"));
        assertRefused(Question.integer("?"), "", "this must be answered");
        assertRefused(Question.integer("?"), "seven", "this must be a whole number");
        assertRefused(Question.integer("?"), true, "this must be a whole number");
        assertRefused(Question.integer("?"), "7.5", "this must be a whole number");
        assertRefused(
                Question.integer("?"), "2147483648", "this must be a whole number from -2147483648 to 2147483647");
        assertRefused(Question.integer("?").min(0), -1, "this must be 0 or more");
        assertRefused(Question.integer("?").max(9), 10, "this must be 9 or less");
        assertRefused(Question.number("?").max(BigDecimal.ONE), "1.01", "this must be 1 or less");
        assertRefused(Question.number("?"), "NaN", "this must be a number");
        assertRefused(Question.number("?"), "1e999999999", "this must be a number");
    }

    @Test
    void choicesAreAmongTheOptions() throws Exception {
        List<String> colours = List.of("red", "green", "blue");
        assertThat(answer(Question.choice("?", colours), "red")).isEqualTo("red");
        assertThat(answer(Question.dropDown("?", colours).otherwise("blue"), null))
                .isEqualTo("blue");
        assertThat(answer(Question.choices("?", colours), List.of("blue", "red", "red")))
                .as("in the order of the options, each once")
                .containsExactly("red", "blue");
        assertThat(answer(Question.listChoices("?", colours), "[\"green\"]"))
                .as("as the old pages send it")
                .containsExactly("green");
        assertThat(answer(Question.choices("?", colours), null)).isEmpty();
        assertRefused(Question.choice("?", colours), "pink", "this must be one of the options");
        assertRefused(Question.choice("?", colours), "", "this must be answered");
        assertRefused(Question.choices("?", colours), List.of("red", "pink"), "this must be one of the options");
        assertRefused(Question.choices("?", colours), "red", "this must be a list");
        assertRefused(Question.choices("?", colours).minOptions(2), List.of("red"), "at least 2 must be chosen");
        assertRefused(Question.choices("?", colours).maxOptions(1), List.of("red", "blue"), "at most 1 can be chosen");
        assertRefused(Question.choices("?", colours).minOptions(2), List.of("red", "red"), "at least 2 must be chosen");
    }

    @Test
    void momentsAreSecondsSince1970() throws Exception {
        long now = NOW.getEpochSecond();
        assertThat(answer(Question.dateTime("?"), String.valueOf(now))).isEqualTo(NOW);
        assertRefused(Question.dateTime("?").future(), now, "this must be in the future");
        assertThat(answer(Question.dateTime("?").future(), now + 1)).isEqualTo(NOW.plusSeconds(1));
        assertRefused(
                Question.dateTime("?").notBefore(Duration.ofHours(1), "an hour from now at least"),
                now + 3_599,
                "an hour from now at least");
        assertRefused(Question.dateTime("?"), "tomorrow", "this must be a date and a time");
        assertRefused(Question.dateTime("?"), "1e99", "this must be a date and a time");
    }

    @ParameterizedTest
    @CsvSource({"1Y 2M 1w 3d 4h, 37598400", "90, 90", "5m, 300", "0w, 0"})
    void durations(String given, long seconds) throws Exception {
        Object answer = given.equals("90") ? Integer.valueOf(90) : given;
        assertThat(answer(Question.duration("?"), answer)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1y", "1Y2M", "-1d", "a day", "1Y  xM"})
    void noDurations(String given) {
        assertRefused(Question.duration("?"), given, "this must be a length of time, such as 1Y 2M 3w 4d 5h 6m");
    }

    @Test
    void placesHaveTheirLongitudeFirst() throws Exception {
        assertThat(answer(Question.location("?"), List.of(31.2, 30.0))).isEqualTo(new Location(31.2, 30.0));
        assertThat(answer(Question.location("?"), "[31.2, 30.0]")).isEqualTo(new Location(31.2, 30.0));
        assertRefused(Question.location("?"), List.of(30, 91), "the latitude must be from -90 to 90");
        assertRefused(Question.location("?"), List.of(181, 0), "the longitude must be from -180 to 180");
        assertRefused(Question.location("?"), List.of(1), "this must be a longitude and a latitude");
        assertRefused(Question.location("?"), "Cairo", "this must be a list");
    }

    @Test
    void valuesHaveNames() throws Exception {
        assertThat(answer(Question.values("?"), Map.of("a", 1))).containsExactly(Map.entry("a", "1"));
        assertThat(answer(Question.values("?"), "{\"b\": \"x\", \"a\": \"\"}"))
                .containsExactly(Map.entry("b", "x"), Map.entry("a", ""));
        assertRefused(Question.values("?").required(), null, "at least one must be given");
        assertRefused(Question.values("?"), "a=b", "this must be names with values");
        assertRefused(Question.values("?"), Map.of(" ", "x"), "each must have a name, and a value that is text");
        assertRefused(Question.values("?"), Map.of("a", List.of()), "each must have a name, and a value that is text");
    }

    @Test
    void aFormTellsAllThatIsWrong() throws Exception {
        List<Rules> form = List.of(
                rules(Question.string("Name").required()),
                rules(Question.integer("Age").min(0)));
        List<String> prompts = List.of("Name", "Age");
        assertThat(reader.readAll(form, prompts, "[\"Ada\", \"36\"]")).containsExactly("Ada", 36);
        assertThatThrownBy(() -> reader.readAll(form, prompts, Arrays.asList(null, -1)))
                .isInstanceOf(InvalidAnswerException.class)
                .hasMessage("Name: this must be answered\nAge: this must be 0 or more");
        assertThatThrownBy(() -> reader.readAll(form, prompts, List.of("Ada")))
                .hasMessage("there must be 2 answers, one for each question");
    }

    @Test
    void filesAreThoseThatWereSent() throws Exception {
        Question<Upload> table = Question.upload("Table?").allowedTypes("csv", "image/*");
        assertThat(answer(table, Map.of("upload", "u1"))).isEqualTo(UPLOADS.get("u1"));
        assertThat(answer(table, Map.of("upload", "u2"))).isEqualTo(UPLOADS.get("u2"));
        assertRefused(table, Map.of("upload", "u3"), "a file must be sent");
        assertRefused(
                table, Map.of("id", "u1", "file_name", "/etc/passwd", "type", "", "size", 1), "a file must be sent");
        assertRefused(table, "text", "a file must be sent");
        assertRefused(
                Question.upload("?").maxSize(1_000),
                Map.of("upload", "u1"),
                "the file may have at most 1,000 bytes; it has 2,000");
        assertRefused(
                Question.upload("?").allowedTypes(".txt", "text/html"),
                Map.of("upload", "u1"),
                "the file must be of one of these types: .txt, text/html");
    }

    @Test
    void whatIsShownOfAnswersHasNoSecret() {
        assertThat(AnswerValues.shown(Question.Kind.SECRET, "hush")).isEqualTo("••••••");
        assertThat(AnswerValues.shown(Question.Kind.MULTIPLE_CHOICE, List.of("a", "b")))
                .isEqualTo("a, b");
        assertThat(AnswerValues.shown(Question.Kind.LOCATION, List.of(4.5, 51))).isEqualTo("51.0, 4.5");
        assertThat(AnswerValues.shown(Question.Kind.DURATION, 90_000)).isEqualTo("25h");
        assertThat(AnswerValues.shown(Question.Kind.VALUES, Map.of("a", "b"))).isEqualTo("a = b");
    }

    @Test
    void aQuestionThatNobodyCouldAnswerIsNotMade() {
        assertThatThrownBy(() -> Question.choice("Which?", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the question 'Which?' has no options");
        assertThatThrownBy(() -> Question.string("Code?").pattern("(", "no"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unclosed group");
    }
}
