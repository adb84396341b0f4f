package org.carrack.runtime.conversation.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdinalsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|the second|1",
                "en|The first one, please|0",
                "en|2|1",
                "en|two|1",
                "en|number two|1",
                "en|last|2",
                "en|I mean the third, please|2",
                "en|one|0",
                "en|option 3|2",
                "fr|le deuxième|1",
                "fr|la dernière|2",
                "fr|deux|1"
            })
    void saysWhichOfThree(String language, String sentence, int index) {
        assertThat(Ordinals.find(sentence, Locale.forLanguageTag(language), 3)).isEqualTo(OptionalInt.of(index));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "the kitchen one",
                "the fourth",
                "4",
                "0",
                "1.5",
                "-1",
                "wait for a second or so",
                "open it",
                "wait a second",
                "not the second",
                "second to last",
                "the second, no, the third",
                "order one pizza",
                "the one"
            })
    void saysNone(String sentence) {
        assertThat(Ordinals.find(sentence, Locale.ENGLISH, 3)).isEmpty();
    }
}
