package org.carrack.runtime.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and certificates in files. */
class PemTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Identity made = SelfSigned.make();
        Path file = folder.resolve("both.pem");
        Pem.write(file, made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Identity read = Pem.read(file, file);
        assertThat(read.certificate()).isEqualTo(made.certificate());
        assertThat(read.key()).isEqualTo(made.key());
    }

    @Test
    void whatDoesNotFitIsSaid() throws Exception {
        Path one = folder.resolve("one.pem");
        Path other = folder.resolve("other.pem");
        Pem.write(one, SelfSigned.make());
        Pem.write(other, SelfSigned.make());
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
        refused(one, other, "the key in %s is not that of the first certificate in %s".formatted(other, one));
        refused(text, one, text + " holds no certificate in PEM form");
        refused(one, text, text + " holds no private key in PEM form, without a password");
        refused(folder.resolve("none"), one, "there is no file " + folder.resolve("none"));
        assertThatThrownBy(() -> Pem.read(broken, one))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.pem");
    }

    private static void refused(Path chain, Path key, String message) {
        assertThatThrownBy(() -> Pem.read(chain, key))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }
}
