package org.carrack.runtime.manager.internal.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file with the wished packages, {@code packages.json}. To write it is to commit: it is replaced whole, by a rename,
 * after the new content is on disk. Jackson's streaming alone reads it, since that costs least at start.
 */
public final class StateFile {

    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final Path next;

    public StateFile(Path folder) throws IOException {
        Files.createDirectories(folder);
        file = folder.resolve("packages.json");
        next = folder.resolve("packages.json.next");
    }

    /**
     * Reads the file; a home without one is new.
     *
     * @throws IOException where it is there and cannot be understood; the message names the file
     */
    public SavedState read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return SavedState.NEW;
        }
        Map<String, PackageRecord> packages = new HashMap<>();
        Map<String, DeployRecord> deployed = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String section = json.currentName();
                expect(json.nextToken() == JsonToken.START_ARRAY);
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    Map<String, String> fields = fields(json);
                    if (section.equals("packages")) {
                        PackageRecord record = packageRecord(fields);
                        packages.put(record.name(), record);
                    } else {
                        DeployRecord record = new DeployRecord(
                                required(fields, "file"), required(fields, "stamp"), required(fields, "package"));
                        deployed.put(record.file(), record);
                    }
                }
                expect(json.currentToken() == JsonToken.END_ARRAY);
            }
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be understood (%s); restore it from a backup, or remove it to start empty"
                            .formatted(file, e instanceof JsonProcessingException json ? place(json) : e.getMessage()),
                    e);
        }
        return new SavedState(false, packages, deployed);
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
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("packages");
            for (PackageRecord record : state.packages().values()) {
                json.writeStartObject();
                json.writeStringField("name", record.name());
                json.writeStringField("version", record.version());
                json.writeStringField("sha256", record.sha256());
                json.writeStringField("source", record.source());
                json.writeStringField("wished", String.valueOf(record.wished()));
                json.writeStringField("installed", String.valueOf(record.installed()));
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
            json.writeEndObject();
        }
        write(next, bytes.toByteArray());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void write(Path target, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static PackageRecord packageRecord(Map<String, String> fields) throws IOException {
        return new PackageRecord(
                required(fields, "name"),
                required(fields, "version"),
                required(fields, "sha256"),
                required(fields, "source"),
                Boolean.parseBoolean(fields.get("wished")),
                Boolean.parseBoolean(fields.get("installed")),
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
