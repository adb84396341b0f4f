package org.carrack.runtime.conversation.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|5|5",
                "en|to 5 degrees|5",
                "en|-3.5|-3.5",
                "en|1,000|1000",
                "en|1,234.5|1234.5",
                "en|five|5",
                "en|zero|0",
                "en|twenty-one degrees|21",
                "en|ninety nine|99",
                "en|a hundred|100",
                "en|nineteen|19",
                "en|3,5|3.5",
                "en|a hundred and five|105",
                "en|two thousand three hundred and twelve|2312",
                "en|one point five|1.5",
                "en|minus three|-3",
                "en|two and three|2",
                "en|five seven|5",
                "en|one|1",
                "en|a timer for one or five minutes|5",
                "fr|une minute|1",
                "fr|un minuteur de dix minutes|10",
                "fr|mille neuf cent quatre-vingt-quatre|1984",
                "fr|deux virgule cinq|2.5",
                "fr|soixante et onze|71",
                "fr|quatre-vingt-un|81",
                "fr|dix-huit|18",
                "fr|moins deux|-2",
                "fr|3,5|3.5",
                "fr|1.000|1000",
                "fr|cinq|5",
                "fr|vingt et un|21",
                "fr|soixante-dix-sept|77",
                "fr|quatre-vingts|80",
                "fr|quatre-vingt-quinze|95",
                "fr|cent|100",
                "en|minus 5|-5",
                "en|two million|2000000",
                "en|2 billion|2000000000",
                "en|one million two hundred thousand and five|1200005",
                "en|1e5|100000",
                "en|99999999999999999999|1e20",
                "en|1,234,567|1234567",
                "fr|1 000|1000",
                "fr|1 000,5|1000.5",
                "fr|deux millions|2000000",
                "fr|moins 3,5|-3.5",
                "de|7|7"
            })
    void findsANumber(String language, String text, double number) {
        assertThat(Numbers.find(text, Locale.forLanguageTag(language))).isEqualTo(OptionalDouble.of(number));
    }

    @Test
    void findsNone() {
        assertThat(Numbers.find("none", Locale.ENGLISH)).isEmpty();
        assertThat(Numbers.find("a timer, and", Locale.ENGLISH)).isEmpty();
        assertThat(Numbers.find("", Locale.FRENCH)).isEmpty();
        assertThat(Numbers.find("1.2.3", Locale.ENGLISH)).isEmpty();
        assertThat(Numbers.find("1,2,3", Locale.ENGLISH)).isEmpty();
        assertThat(Numbers.find("fünf", Locale.GERMAN)).isEmpty();
    }
}
