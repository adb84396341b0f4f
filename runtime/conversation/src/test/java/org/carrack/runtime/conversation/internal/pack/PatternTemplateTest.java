package org.carrack.runtime.conversation.internal.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTemplateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "turn (on|off) the light; turn on the light,turn off the light",
                "turn on [all] the lights; turn on all the lights,turn on the lights",
                "[please] (open|launch [the app]); please open,please launch the app,please launch,open,launch the app,launch",
                "(a|(b|c)) d; a d,b d,c d",
                "(a|) b; a b,b",
                "[a]; [a]"
            })
    void standsForSeveral(String template, String forms) {
        assertThat(PatternTemplate.expand(template)).containsExactlyInAnyOrder(forms.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"send to ", "hello :-)", "a] b", "[a", "(a|b", "a|b", "(hi)", "a (b] c)", "", "()", "]["})
    void leavesSignsAlone(String pattern) {
        assertThat(PatternTemplate.expand(pattern)).isEqualTo(List.of(pattern));
    }

    @Test
    void isBounded() {
        assertThatThrownBy(() -> PatternTemplate.expand("[a][b][c][d][e][f][g][h]"))
                .hasMessage("it stands for more than 100 patterns; write several");
        String deep = "(".repeat(100_000);
        assertThat(PatternTemplate.expand(deep)).isEqualTo(List.of(deep));
    }
}
