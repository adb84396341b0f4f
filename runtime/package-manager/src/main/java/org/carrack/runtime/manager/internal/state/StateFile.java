package org.carrack.runtime.manager.internal.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file with the desired state of the packages, {@code packages.json}. To write it is to commit: it is replaced whole, by a rename,
 * after the new content is on disk. Its last field is a digest of the rest, and a copy stands beside it, so that a file
 * that was damaged is noticed and restored. Jackson's streaming alone reads it, since that costs least at start.
 */
public final class StateFile {

    private static final JsonFactory JSON = new JsonFactory();

    private static final String DIGEST = ",\n  \"sha256\" : \"";

    private final Path file;
    private final Path next;
    private final Path copy;

    public StateFile(Path folder) throws IOException {
        Files.createDirectories(folder);
        file = folder.resolve("packages.json");
        next = folder.resolve("packages.json.next");
        copy = folder.resolve("packages.json.copy");
    }

    /**
     * Reads the file; a home without one is new. One that is damaged is restored from its copy.
     *
     * @throws IOException if it cannot be understood, and its copy neither; the message names the file
     */
    public SavedState read() throws IOException {
        Optional<SavedState> state = Optional.empty();
        IOException damage = null;
        try {
            state = read(file);
        } catch (IOException e) {
            damage = e;
        }
        if (state.isPresent()) {
            return state.get();
        }
        Optional<SavedState> copied = Optional.empty();
        try {
            copied = read(copy);
        } catch (IOException e) {
            // The damage of the file itself is reported.
        }
        if (copied.isEmpty()) {
            if (damage != null) {
                throw damage;
            }
            return SavedState.NEW;
        }
        String what = damage == null ? "missing" : "damaged";
        if (damage != null) {
            Files.move(file, file.resolveSibling("packages.json.damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
        write(copied.get());
        return copied.get().restored(what);
    }

    /** What is wrong with the file or its copy: the words, or nothing. */
    public Optional<String> damage() {
        try {
            return read(file).isPresent() && read(copy).isPresent() ? Optional.empty() : Optional.of("missing");
        } catch (IOException e) {
            return Optional.of("altered");
        }
    }

    private static Optional<SavedState> read(Path from) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(from);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Map<String, PackageRecord> packages = new HashMap<>();
        Map<String, DeployRecord> deployed = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            String digest = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String section = json.currentName();
                JsonToken token = json.nextToken();
                if (section.equals("sha256")) {
                    digest = json.getText();
                    continue;
                }
                expect(token == JsonToken.START_ARRAY);
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    Map<String, String> fields = fields(json);
                    if (section.equals("packages")) {
                        PackageRecord record = packageRecord(fields);
                        packages.put(record.id(), record);
                    } else {
                        DeployRecord record = new DeployRecord(
                                required(fields, "file"), required(fields, "stamp"), required(fields, "package"));
                        deployed.put(record.file(), record);
                    }
                }
                expect(json.currentToken() == JsonToken.END_ARRAY);
            }
            int end = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(DIGEST);
            if (end < 0 || !digest.equals(digest(bytes, end))) {
                throw new IOException("its digest does not fit its content");
            }
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be understood (%s); restore it from a backup, or remove it and its .copy to start empty"
                            .formatted(from, e instanceof JsonProcessingException json ? place(json) : e.getMessage()),
                    e);
        }
        return Optional.of(new SavedState(Optional.empty(), false, packages, deployed));
    }

    private static String digest(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Jackson's own text is several lines long. */
    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "it is no JSON"
                : "it is no JSON at line " + e.getLocation().getLineNr();
    }

    /** Commits. */
    public void write(SavedState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            json.writeStartObject();
            json.writeArrayFieldStart("packages");
            for (PackageRecord record : state.packages().values()) {
                json.writeStartObject();
                json.writeStringField("name", record.name());
                json.writeStringField("version", record.version());
                json.writeStringField("sha256", record.sha256());
                json.writeStringField("source", record.source());
                json.writeStringField("wished", String.valueOf(record.shouldRun()));
                json.writeStringField("installed", String.valueOf(record.installed()));
                json.writeStringField("linked", String.valueOf(record.linked()));
                json.writeStringField("beside", String.valueOf(record.secondary()));
                json.writeStringField("extras", record.extras());
                PackageRecord.Previous previous = record.previous();
                if (previous != null) {
                    json.writeStringField("previous_version", previous.version());
                    json.writeStringField("previous_sha256", previous.sha256());
                    json.writeStringField("previous_source", previous.source());
                    json.writeStringField("previous_linked", String.valueOf(previous.linked()));
                }
                if (record.reason() != null) {
                    json.writeStringField("reason", record.reason());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("deployed");
            for (DeployRecord record : state.deployed().values()) {
                json.writeStartObject();
                json.writeStringField("file", record.file());
                json.writeStringField("stamp", record.stamp());
                json.writeStringField("package", record.packageName());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.flush();
            String digest = digest(bytes.toByteArray(), bytes.size());
            json.writeStringField("sha256", digest);
            json.writeEndObject();
        }
        write(next, bytes.toByteArray());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The commit is done. The copy need not survive a power cut; the file does.
        Files.write(next, bytes.toByteArray());
        restrict(next);
        Files.move(next, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** It holds extras, and so passwords: only the owner may read it. */
    private static void restrict(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    public static void write(Path target, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            restrict(target);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static PackageRecord packageRecord(Map<String, String> fields) throws IOException {
        String previous = fields.get("previous_sha256");
        return new PackageRecord(
                required(fields, "name"),
                required(fields, "version"),
                required(fields, "sha256"),
                required(fields, "source"),
                Boolean.parseBoolean(fields.get("wished")),
                Boolean.parseBoolean(fields.get("installed")),
                Boolean.parseBoolean(fields.get("linked")),
                Boolean.parseBoolean(fields.get("beside")),
                fields.getOrDefault("extras", "{}"),
                previous == null
                        ? null
                        : new PackageRecord.Previous(
                                required(fields, "previous_version"),
                                previous,
                                required(fields, "previous_source"),
                                Boolean.parseBoolean(fields.get("previous_linked"))),
                fields.get("reason"));
    }

    private static Map<String, String> fields(JsonParser json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, json.getText());
        }
        return fields;
    }

    private static String required(Map<String, String> fields, String name) throws IOException {
        @Nullable String value = fields.get(name);
        if (value == null) {
            throw new IOException("an entry has no " + name);
        }
        return value;
    }

    private static void expect(boolean asExpected) throws IOException {
        if (!asExpected) {
            throw new IOException("it is not as this server writes it");
        }
    }
}
