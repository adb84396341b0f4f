package org.carrack.runtime.conversation.internal.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {

    @Test
    void putsEachValueInOnceAndLooksAtNoneOfThem() {
        assertThat(Variables.filled("hello, %variable%", Map.of("variable", "Elivia")))
                .isEqualTo("hello, Elivia");
        assertThat(Variables.filled("%message% to %contact%", Map.of("message", "hi")))
                .isEqualTo("hi to %contact%");
        assertThat(Variables.filled("%message% to %contact%", Map.of("contact", "bob")))
                .isEqualTo("%message% to bob");
        assertThat(Variables.filled("%m% to %c%", Map.of("m", "pay 50% now", "c", "bob")))
                .isEqualTo("pay 50% now to bob");
        assertThat(Variables.filled("%m% to %c%", Map.of("m", "%c%", "c", "bob")))
                .isEqualTo("%c% to bob");
        assertThat(Variables.filled("%m% to %c%", Map.of("m", "%m%", "c", "bob")))
                .isEqualTo("%m% to bob");
    }

    @Test
    void leavesPerCentSignsThatAreNone() {
        assertThat(Variables.filled("100% sure", Map.of())).isEqualTo("100% sure");
        assertThat(Variables.filled("50% and 20% %name%", Map.of("name", "x"))).isEqualTo("50% and 20% x");
        assertThat(Variables.filled("%%", Map.of())).isEqualTo("%%");
        assertThat(Variables.filled("%%", Map.of("", "e"))).isEqualTo("e");
        assertThat(Variables.filled("", Map.of())).isEmpty();
    }

    @Test
    void writesWhatIsNoText() {
        assertThat(Variables.filled("%n% %l% %f%", Map.of("n", 5, "l", List.of(1, "a"), "f", true)))
                .isEqualTo("5 [1,\"a\"] true");
    }
}
