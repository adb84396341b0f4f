package org.carrack.runtime.scheduler.internal.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.carrack.spi.server.HostNames;

/** What a server is called where several share a database: its machine's name, and something that no other home has. */
final class NodeName {

    private NodeName() {}

    /** The name that is in a file; made if there is none. */
    static String of(Path file) throws IOException {
        try {
            String known = Files.readString(file).strip();
            if (!known.isEmpty()) {
                return known;
            }
        } catch (NoSuchFileException e) {
            // A new home.
        }
        String made = machine() + "-" + UUID.randomUUID().toString().substring(0, 8);
        Files.createDirectories(file.getParent());
        Files.writeString(file, made);
        return made;
    }

    /** Without asking DNS, which may take long. */
    private static String machine() {
        try {
            String name = Files.readString(Path.of("/etc/hostname")).strip();
            return HostNames.isValid(name) ? name : "server";
        } catch (IOException e) {
            return "server";
        }
    }
}
