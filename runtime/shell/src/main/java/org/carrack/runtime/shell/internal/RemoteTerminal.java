package org.carrack.runtime.shell.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A terminal whose screen and keyboard are at the other end of a connection. */
final class RemoteTerminal extends LineDisciplineTerminal {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteTerminal.class);

    RemoteTerminal(String type, OutputStream screen, int columns, int rows) throws IOException {
        super("carrack", type, screen, StandardCharsets.UTF_8);
        setSize(new Size(columns, rows));
    }

    /** Keys were typed. */
    void keys(byte[] bytes) throws IOException {
        processInputBytes(bytes);
    }

    /** The window has another size. */
    void resize(int columns, int rows) {
        setSize(new Size(columns, rows));
        raise(Signal.WINCH);
    }

    /** Nobody will type any more. */
    void hangUp() {
        try {
            slaveInput.close();
        } catch (IOException e) {
            LOG.debug("the terminal was closed already", e);
        }
    }
}
