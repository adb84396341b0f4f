package org.carrack.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.servercommands.CommandProtocol;

/** A server elsewhere, which takes commands over HTTP from who shows an admin's token. */
final class HttpCommandClient implements CommandClient {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final URI url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();

    HttpCommandClient(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    /** @throws CommandException if the address is none, or there is no token */
    static HttpCommandClient of(String address, String token) throws CommandException {
        if (token.isBlank()) {
            throw new CommandException(
                    "%s wants a token: give an admin's with --token, or in CARRACK_TOKEN".formatted(address));
        }
        if (!address.matches("https?://[^/]+(/.*)?")) {
            throw new CommandException("--server wants an address as https://example.org, not " + address);
        }
        try {
            return new HttpCommandClient(URI.create(address.replaceAll("/+$", "") + "/"), token.strip());
        } catch (IllegalArgumentException e) {
            throw new CommandException("--server wants an address as https://example.org, not " + address);
        }
    }

    @Override
    public int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException, CommandException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CommandProtocol.writeArguments(new DataOutputStream(body), arguments);
        byte[] answer = send("admin/shell", HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()), "command");
        return CommandClient.print(new DataInputStream(new ByteArrayInputStream(answer)), out, err);
    }

    /** Sends a package that is here: a file as it is, a folder as a zip. Prints what the server says of it. */
    int upload(Path source, PrintStream out) throws IOException, CommandException {
        if (!Files.isDirectory(source)) {
            byte[] answer = send(
                    "admin/packages", HttpRequest.BodyPublishers.ofFile(source), String.valueOf(source.getFileName()));
            out.println(new String(answer, StandardCharsets.UTF_8));
            return 0;
        }
        Path zip = Files.createTempFile("package", ".zip");
        try {
            zip(source, zip);
            byte[] answer =
                    send("admin/packages", HttpRequest.BodyPublishers.ofFile(zip), source.getFileName() + ".zip");
            out.println(new String(answer, StandardCharsets.UTF_8));
            return 0;
        } finally {
            Files.delete(zip);
        }
    }

    private static void zip(Path folder, Path file) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path path : all) {
                zip.putNextEntry(new ZipEntry(folder.relativize(path).toString().replace('\\', '/')));
                try (InputStream in = Files.newInputStream(path)) {
                    in.transferTo(zip);
                }
            }
        }
    }

    private byte[] send(String path, HttpRequest.BodyPublisher body, String fileName)
            throws IOException, CommandException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("X-File-Name", fileName)
                .POST(body)
                .build();
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CommandException("%s does not answer (%s); is it the right address, and the server up?"
                    .formatted(url, e.getMessage() == null ? e.toString() : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
        if (answer.statusCode() != 200) {
            String said = new String(answer.body(), StandardCharsets.UTF_8)
                    .replaceFirst("(?s)^\\{\"error\": \"(.*)\"}$", "$1")
                    .replace("\\\"", "\"");
            throw new CommandException("%s refuses it (%d): %s".formatted(url, answer.statusCode(), said));
        }
        return answer.body();
    }
}
