package org.carrack.spi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigViewTest {

    @ConfigTable(table = "http")
    @interface Http {
        int headLimitKb() default 32;

        boolean isOpen() default true;

        String name() default "x";

        String[] hosts() default {"localhost"};
    }

    private record Tag(String name, @Nullable Object content, List<ConfigTag> children) implements ConfigTag {

        @Override
        public SourceLocation location() {
            return new SourceLocation("etc/carrack.toml", 1, 1);
        }

        @Override
        public Optional<Object> value() {
            return Optional.ofNullable(content);
        }
    }

    private static ConfigTag value(String name, Object content) {
        return new Tag(name, content, List.of());
    }

    private ConfigTag root = new Tag("", null, List.of());
    private final ServerConfig config = () -> root;
    private final Http http = config.view(Http.class);

    private void write(ConfigTag... keys) {
        root = new Tag("", null, List.of(new Tag("http", null, List.of(keys))));
    }

    @Test
    void missingKeyIsItsDefault() {
        assertThat(http.headLimitKb()).isEqualTo(32);
        assertThat(http.isOpen()).isTrue();
        assertThat(http.hosts()).containsExactly("localhost");
    }

    @Test
    void changeOfTheFileIsSeenByTheNextCall() {
        write(value("head_limit_kb", 5L), value("is_open", false), value("name", " y "), value("hosts", "a"));
        assertThat(http.headLimitKb()).isEqualTo(5);
        assertThat(http.isOpen()).isFalse();
        assertThat(http.name()).isEqualTo("y");
        assertThat(http.hosts()).containsExactly("a");
        write(new Tag("hosts", null, List.of(value("value", "a"), value("value", "b"))));
        assertThat(http.hosts()).containsExactly("a", "b");
        assertThat(http.headLimitKb()).isEqualTo(32);
    }

    @Test
    void valueOfAnotherTypeIsTheDefault() {
        write(value("head_limit_kb", "5"), value("is_open", "no"), value("head_limit_kb", 1L << 40));
        assertThat(http.headLimitKb()).isEqualTo(32);
        assertThat(http.isOpen()).isTrue();
    }

    @Test
    void typeWithoutATableIsRefused() {
        assertThatThrownBy(() -> config.view(Override.class)).isInstanceOf(IllegalArgumentException.class);
    }
}
