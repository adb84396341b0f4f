package org.carrack.runtime.actors.commands.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private static InputStream in(String bytes) {
        return new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives one byte at each read, as the slowest network does. */
    private static InputStream slow(String bytes) {
        return new java.io.FilterInputStream(in(bytes)) {
            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                return super.read(into, at, Math.min(1, length));
            }
        };
    }

    @Test
    void readsAFrameInAnyPieces() throws IOException {
        assertThat(new String(Frames.read(slow("5:hello,"), 100), StandardCharsets.UTF_8))
                .isEqualTo("hello");
        assertThat(Frames.read(in("0:"), 100)).isEmpty();
        assertThat(Frames.read(in("2:ü"), 100)).hasSize(2);
        assertThat(new String(Frames.of("ü"), StandardCharsets.UTF_8)).isEqualTo("2:ü");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:hello", ":hello", "-1:x", "1.5:x", " 5:hello", "12345678901:x", "<xml/>", "5hello"})
    void refusesALengthThatIsNone(String bytes) {
        assertThatThrownBy(() -> Frames.read(in(bytes), 100))
                .hasMessage("a frame begins with its length in bytes and a colon: 12:<the message>");
    }

    @Test
    void refusesWhatIsTooLongBeforeItIsRead() {
        assertThatThrownBy(() -> Frames.read(in("10485760:<"), 1_048_576))
                .hasMessage(
                        "a message may have 1048576 bytes, and this one has 10485760; [command_socket] message_limit_kb says how many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5:", "5:hell"})
    void endsWithTheConnection(String bytes) {
        assertThatThrownBy(() -> Frames.read(in(bytes), 100)).isInstanceOf(EOFException.class);
    }
}
