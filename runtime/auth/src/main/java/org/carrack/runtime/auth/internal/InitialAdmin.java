package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The password of the first account, {@code admin}: of the environment, or made up and left in {@code etc/initial-admin-password}. */
final class InitialAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(InitialAdmin.class);

    private final Path file;

    InitialAdmin(Path home) {
        file = home.resolve("etc/initial-admin-password");
    }

    Path file() {
        return file;
    }

    /** The password of the environment variable {@code CARRACK_ADMIN_PASSWORD}. */
    static Optional<String> givenPassword() throws IOException {
        Optional<String> given =
                Optional.ofNullable(System.getenv("CARRACK_ADMIN_PASSWORD")).filter(text -> !text.isBlank());
        if (given.filter(text -> text.length() > Passwords.LONGEST).isPresent()) {
            throw new IOException("CARRACK_ADMIN_PASSWORD has more than %d characters".formatted(Passwords.LONGEST));
        }
        return given;
    }

    /** What is wrong with the password of the environment; empty if nothing is, or it was not asked for. */
    static String weakness(boolean isTaken) throws IOException {
        return isTaken
                ? givenPassword()
                        .flatMap(password -> Passwords.problem("admin", password))
                        .map(problem ->
                                "CARRACK_ADMIN_PASSWORD is taken, and weak: %s; change it with carrack user password admin"
                                        .formatted(problem))
                        .orElse("")
                : "";
    }

    /** Leaves a password where only the home's owner can read it. */
    String write(String password) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(file);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(file, password + "\n", StandardCharsets.UTF_8);
        return password;
    }

    /** Deletes the file: the password is another now. */
    void forget(String account) {
        if (account.equals("admin")) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} could not be deleted; the password in it counts no more", file, e);
            }
        }
    }
}
