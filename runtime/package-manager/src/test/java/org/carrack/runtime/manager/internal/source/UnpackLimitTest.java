package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far an archive may unpack. */
class UnpackLimitTest {

    private static final long MB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        // packed MB, limit MB, unpacked MB, accepted
        "1, 2048, 64, true",
        "0, 2048, 64, true",
        "0, 2048, 65, false",
        "1, 2048, 200, true",
        "1, 2048, 202, false",
        "100, 2048, 2048, true",
        "100, 2048, 2049, false",
        "1, 10, 11, false"
    })
    void whatIsPackedTooWellIsABomb(long packed, long most, long unpacked, boolean isAccepted) {
        UnpackLimit limits = new UnpackLimit("x.zip", packed * MB, most * MB);
        if (isAccepted) {
            assertThatCode(() -> limits.add(unpacked * MB)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> limits.add(unpacked * MB))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("it looks like a zip bomb");
        }
    }

    @Test
    void allFilesCountTogetherWhileTheyAreRead() throws Exception {
        UnpackLimit limits = new UnpackLimit("x.zip", 100 * MB, 10);
        assertThat(limits.counting(new ByteArrayInputStream(new byte[6])).readAllBytes())
                .hasSize(6);
        InputStream second = limits.counting(new ByteArrayInputStream(new byte[6]));
        assertThatThrownBy(second::readAllBytes)
                .isInstanceOfSatisfying(
                        UnpackLimit.TooLarge.class, e -> assertThat(e.problem()).hasMessageStartingWith("x.zip is "));
    }

    @Test
    void thereAreNotTooManyFiles() throws Exception {
        UnpackLimit limits = new UnpackLimit("x.zip", MB, 10 * MB);
        for (int i = 0; i < 100_000; i++) {
            limits.file();
        }
        assertThatThrownBy(limits::file)
                .hasMessage(
                        "x.zip holds more than 100,000 files; is it what it should be? Split it into several packages");
    }
}
