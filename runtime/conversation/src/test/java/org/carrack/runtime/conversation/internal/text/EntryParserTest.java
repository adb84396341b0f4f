package org.carrack.runtime.conversation.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.carrack.runtime.conversation.internal.text.EntryParser.After;
import org.carrack.runtime.conversation.internal.text.EntryParser.Before;
import org.carrack.runtime.conversation.internal.text.EntryParser.Between;
import org.carrack.runtime.conversation.internal.text.EntryParser.KeyWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Elivia's own parsers find, and what is decided beyond. */
class EntryParserTest {

    private static final String LETTERS = "a x b x c x d";

    private static String find(EntryParser parser, String sentence) {
        return parser.find(ArrangedText.of(sentence)).value();
    }

    @ParameterizedTest
    @CsvSource({
        "0, b x c x d, a",
        "1, c x d, a x b",
        "2, d, a x b x c",
        "3, '', ''",
        "-1, d, a x b x c",
        "-2, c x d, a x b",
        "-3, b x c x d, a",
        "-4, '', ''"
    })
    void countsOccurrencesFromBothEnds(int x, String after, String before) {
        assertThat(find(new After(KeyWord.of("x", x)), LETTERS)).isEqualTo(after);
        assertThat(find(new Before(KeyWord.of("x", x)), LETTERS)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, ''",
        "0, 1, b",
        "0, 2, b x c",
        "0, -1, b x c",
        "1, -1, c",
        "-1, 0, ''",
        "-1, -1, ''",
        "-3, -1, b x c",
        "5, 0, ''",
        "0, 5, ''",
        "-4, -1, ''"
    })
    void findsWhatIsBetween(int x, int y, String between) {
        assertThat(find(new Between(KeyWord.of("x", x), KeyWord.of("x", y)), LETTERS))
                .isEqualTo(between);
    }

    @ParameterizedTest
    @CsvSource({"0, 'b x', ''", "1, '', 'x b'", "-1, '', 'x b'", "-2, 'b x', ''"})
    void findsNothingAtTheEnds(int x, String after, String before) {
        assertThat(find(new After(KeyWord.of("x", x)), "x b x")).isEqualTo(after);
        assertThat(find(new Before(KeyWord.of("x", x)), "x b x")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "send a message to dad|a message|dad|send a message",
                "send \"buy some bread\" to Mariam|\"buy some bread\"|mariam|send \"buy some bread\"",
                "send I want to go to school to Bob|i want to go to school|bob|send i want to go to school",
                "Send Hello to Mom!|hello|mom|send hello",
                "send hello|``|``|``",
                "to bob|``|bob|``",
                "send to bob|``|bob|send",
                "send to to to|to to|``|send to to",
                "`send  hello   world  to   bob `|`hello   world `|bob|`send  hello   world `",
                "send hello. how are you? to mum|hello how are you|mum|send hello how are you",
                "send well-known fact to co-worker|well known fact|co worker|send well known fact",
                "I send to you to send it to him|to you to send it|him|i send to you to send it",
                "send\thello to bob|``|bob|send\thello"
            })
    void findsWhatTheSmsPackageWants(String sentence, String message, String contact, String before) {
        assertThat(find(new Between(KeyWord.of("send", 0), KeyWord.of("to", -1)), sentence))
                .isEqualTo(message);
        assertThat(find(new After(KeyWord.of("to", -1)), sentence)).isEqualTo(contact);
        assertThat(find(new Before(KeyWord.of("to", -1)), sentence)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`Hello. how are you!   `|hello how are you",
                "ok ?|ok",
                "ok  ?|ok  ?",
                "3.5 is ok.|3.5 is ok",
                "a-b-c|a b c",
                "what?!|what!",
                "wait...|wait..",
                "v1.2|v1.2",
                "é!|é!",
                "``|``"
            })
    void arrangesAsEliviaDoes(String sentence, String arranged) {
        assertThat(ArrangedText.of(sentence).text()).isEqualTo(arranged);
    }

    @Test
    void keepsWhatWasSaidBesideIt() {
        EntryParser app = new After(KeyWord.of("open", -1));
        assertThat(find(app, "open Google Maps please open YouTube")).isEqualTo("youtube");
        assertThat(app.find(ArrangedText.of("Please open YouTube!")).original()).isEqualTo("YouTube");
        assertThat(find(app, "open google.com")).isEqualTo("googlecom");
        assertThat(app.find(ArrangedText.of("Open Google.com")).original()).isEqualTo("Google.com");
    }

    @Test
    void matchesKeysOfSeveralWordsInAnyLetters() {
        assertThat(find(new After(KeyWord.of("Remind me", 0)), "please remind me to call"))
                .isEqualTo("to call");
        assertThat(find(new Before(KeyWord.of("as  well-known", 0)), "it is as well known here"))
                .isEqualTo("it is");
        assertThat(find(new After(KeyWord.of("x y", 0)), "x x y z")).isEqualTo("z");
    }
}
