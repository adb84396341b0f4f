package org.carrack.runtime.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypedSettingsTest {

    enum Mode {
        OPEN,
        READ_ONLY
    }

    record Shop(
            String shopName,
            int pageSize,
            boolean isOpen,
            double rate,
            Mode mode,
            List<String> countries,
            Optional<String> logo,
            Optional<Long> limit) {}

    @interface Mail {
        String host() default "localhost";

        int mail_port() default 25;

        String[] cc() default {};
    }

    private final Map<String, Object> values = new HashMap<>(Map.of(
            "shop.name",
            "Corner",
            "page_size",
            20L,
            "is-open",
            true,
            "rate",
            1.5,
            "mode",
            "read-only",
            "countries",
            List.of("is", "no")));

    private TypedSettings settings() {
        return new TypedSettings(
                List.of("shop.name", "page_size", "is-open", "rate", "mode", "countries", "logo", "limit", "mail.port"),
                name -> Optional.ofNullable(values.get(name)));
    }

    @Test
    void recordHasTheValuesOfItsSettings() {
        assertThat(settings().as(Shop.class))
                .isEqualTo(new Shop(
                        "Corner",
                        20,
                        true,
                        1.5,
                        Mode.READ_ONLY,
                        List.of("is", "no"),
                        Optional.empty(),
                        Optional.empty()));
        values.put("limit", 7L);
        assertThat(settings().as(Shop.class).limit()).contains(7L);
    }

    @Test
    void annotationHasItsDefaultsWithoutAValue() {
        Mail mail = settings().as(Mail.class);
        assertThat(mail.host()).isEqualTo("localhost");
        assertThat(mail.mail_port()).isEqualTo(25);
        assertThat(mail.cc()).isEmpty();
        assertThat(mail.annotationType()).isEqualTo(Mail.class);
        values.put("mail.port", 587L);
        assertThat(settings().as(Mail.class).mail_port()).isEqualTo(587);
        assertThat(mail.mail_port()).as("the values do not change later").isEqualTo(25);
    }

    @Test
    void valueThatDoesNotFitIsNamed() {
        values.put("page_size", "many");
        assertThatThrownBy(() -> settings().as(Shop.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shop.pageSize: many is no int");
        values.remove("page_size");
        assertThatThrownBy(() -> settings().as(Shop.class))
                .hasMessage("Shop.pageSize: the setting has no value; give it a default, or ask for an Optional");
        values.put("page_size", 1L);
        values.put("mode", "shut");
        assertThatThrownBy(() -> settings().as(Shop.class)).hasMessage("Shop.mode: shut is none of OPEN, READ_ONLY");
        values.put("mode", "open");
        values.put("is-open", "maybe");
        assertThatThrownBy(() -> settings().as(Shop.class)).hasMessage("Shop.isOpen: maybe is neither true nor false");
    }

    record Misspelt(int pageSise) {}

    record Unusable(Map<String, String> countries) {}

    @Test
    void componentThatIsNoSettingIsNamedWithTheNearest() {
        assertThatThrownBy(() -> settings().as(Misspelt.class))
                .hasMessageStartingWith("Misspelt.pageSise: no package declares a setting pageSise")
                .hasMessageEndingWith("did you mean page_size?");
        assertThatThrownBy(() -> settings().as(Unusable.class))
                .hasMessageEndingWith("not java.util.Map<java.lang.String, java.lang.String>");
        assertThatThrownBy(() -> settings().as(String.class))
                .hasMessage(
                        "java.lang.String is neither a record nor an annotation type, and settings become no other");
    }

    @Test
    void twoSettingsOfOneNameAreRefused() {
        TypedSettings both = new TypedSettings(List.of("page_size", "page.size"), name -> Optional.of(1L));
        assertThatThrownBy(() -> both.as(Misspelt.class)).isInstanceOf(IllegalArgumentException.class);
        record Sized(int pageSize) {}
        assertThatThrownBy(() -> both.as(Sized.class))
                .hasMessage(
                        "Sized.pageSize means several settings: page_size, page.size; give them names that differ in more than separators");
    }
}
