package org.carrack.servercommands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the command line and the server send each other. */
class CommandProtocolTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final CommandProtocol frames = new CommandProtocol(sent);

    @Test
    void whatIsPrintedComesInCommandProtocolAndThenTheStatus() throws Exception {
        frames.stream(CommandProtocol.OUT).write("hé".getBytes(StandardCharsets.UTF_8));
        frames.stream(CommandProtocol.ERR).write('!');
        frames.stream(CommandProtocol.OUT).write(new byte[0]);
        frames.exit(2);
        DataInputStream in = in(sent.toByteArray());
        assertThat(in.read()).isEqualTo(CommandProtocol.OUT);
        assertThat(new String(CommandProtocol.bytes(in), StandardCharsets.UTF_8))
                .isEqualTo("hé");
        assertThat(in.read()).isEqualTo(CommandProtocol.ERR);
        assertThat(CommandProtocol.bytes(in)).containsExactly('!');
        assertThat(in.read()).isEqualTo(CommandProtocol.EXIT);
        assertThat(CommandProtocol.bytes(in)).containsExactly(0, 0, 0, 2);
        assertThat(in.read()).isNegative();
    }

    @Test
    void argumentsMayBeLongAndEmpty() throws Exception {
        String large = "x".repeat(100_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        CommandProtocol.writeArguments(out, List.of("package", "", large));
        assertThat(CommandProtocol.readArguments(in(bytes.toByteArray()))).containsExactly("package", "", large);
    }

    @Test
    void lengthsThatCannotBeAreRefusedBeforeRoomIsMade() {
        assertThatThrownBy(() -> CommandProtocol.readArguments(in(new byte[] {0, 0, 0, 1, 127, -1, -1, -1})))
                .isInstanceOf(IOException.class)
                .hasMessage("an argument of 2147483647 bytes");
        assertThatThrownBy(() -> CommandProtocol.bytes(in(new byte[] {-1, -1, -1, -1})))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame of -1 bytes is too long");
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
