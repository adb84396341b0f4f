package org.carrack.runtime.manager.internal.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.carrack.spi.server.FailureText;
import org.carrack.spi.source.SourceFetcher;
import org.carrack.spi.source.SourceProblem;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Fetches an artifact of a Maven repository: {@code mvn:group/artifact[/version[/type[/classifier]]]} as Pax URL and Karaf have it, or with colons as Maven
 * has it. Without a version, or with {@code LATEST} or {@code RELEASE}, it is the one that the repository's metadata names. The repositories are asked in
 * their order; what they say of the artifact's SHA-1 must be right.
 *
 * <p>Of the artifact alone: what a package needs are packages, which the manager finds by their names.
 */
public final class MavenFetcher implements SourceFetcher {

    private static final String SCHEME = "mvn:";
    private static final Pattern COORDINATES = Pattern.compile(
            "(\\w[\\w.-]*)[/:](\\w[\\w.-]*)(?:[/:]((?:\\w[\\w.+-]*)?)(?:[/:](\\w+)(?:[/:](\\w[\\w.-]*))?)?)?");
    private static final String SNAPSHOT = "-SNAPSHOT";
    private static final int LONGEST_CHECKSUM = 1_000;
    private static final int LARGEST_METADATA = 4 << 20;

    private final Supplier<List<String>> repositories;
    private final HttpFetcher http;

    /** @param repositories addresses, or folders as {@code file:} addresses, in the order in which they are asked */
    public MavenFetcher(Supplier<List<String>> repositories, HttpFetcher http) {
        this.repositories = repositories;
        this.http = http;
    }

    private record Coordinates(String group, String artifact, String version, String type, String classifier) {

        String folder() {
            return group.replace('.', '/') + "/" + artifact + "/";
        }

        Coordinates withVersion(String other) {
            return new Coordinates(group, artifact, other, type, classifier);
        }

        /** @param unique that of the file; for a snapshot another than the folder's */
        String file(String unique) {
            return "%s-%s%s.%s".formatted(artifact, unique, classifier.isEmpty() ? "" : "-" + classifier, type);
        }

        boolean hasVersion() {
            return !version.isEmpty() && !version.equals("LATEST") && !version.equals("RELEASE");
        }
    }

    @Override
    public boolean knows(String source) {
        return source.startsWith(SCHEME);
    }

    @Override
    public Optional<Path> fetch(String source, Path folder) throws SourceProblem, IOException {
        Coordinates wanted = coordinates(source);
        List<String> places = repositories.get();
        if (places.isEmpty()) {
            throw new SourceProblem(
                    "%s cannot be looked for: maven_repositories in etc/carrack.toml is empty".formatted(source));
        }
        List<String> reasons = new ArrayList<>();
        for (String place : places) {
            String repository = place.endsWith("/") ? place : place + "/";
            try {
                return Optional.of(fetch(wanted, repository, folder));
            } catch (SourceProblem e) {
                reasons.add(e.getMessage());
            } catch (IOException e) {
                reasons.add("what %s has of it cannot be read: %s".formatted(place, FailureText.ofFile(e)));
            }
        }
        throw new SourceProblem(
                "%s is in none of the Maven repositories: %s".formatted(source, String.join("; ", reasons)));
    }

    private static Coordinates coordinates(String source) throws SourceProblem {
        Matcher parts = COORDINATES.matcher(source.substring(SCHEME.length()));
        if (!parts.matches()) {
            throw new SourceProblem(
                    "%s is no Maven coordinate: write mvn:<group>/<artifact>/<version>, such as mvn:com.example/shop/1.2.0"
                            .formatted(source));
        }
        return new Coordinates(
                parts.group(1),
                parts.group(2),
                Optional.ofNullable(parts.group(3)).orElse(""),
                Optional.ofNullable(parts.group(4)).orElse("jar"),
                Optional.ofNullable(parts.group(5)).orElse(""));
    }

    private Path fetch(Coordinates wanted, String repository, Path folder) throws SourceProblem, IOException {
        Coordinates known = wanted.hasVersion()
                ? wanted
                : wanted.withVersion(newest(repository + wanted.folder() + "maven-metadata.xml"));
        String inside = repository + known.folder() + known.version() + "/";
        String address =
                inside + known.file(known.version().endsWith(SNAPSHOT) ? snapshot(known, inside) : known.version());
        Path file = copy(address, folder);
        check(address, file);
        return file;
    }

    private static String newest(String metadata) throws SourceProblem {
        Document document = parse(metadata);
        return first(document, "release")
                .or(() -> first(document, "latest"))
                .or(() -> last(document, "version"))
                .orElseThrow(() -> new SourceProblem("%s names no version".formatted(metadata)));
    }

    /** The version of the newest file of a snapshot, such as 1.0-20261129.101500-3; of one that was never deployed, as in a local repository, its own. */
    private static String snapshot(Coordinates wanted, String inside) {
        try {
            Document metadata = parse(inside + "maven-metadata.xml");
            Optional<String> time = first(metadata, "timestamp");
            Optional<String> number = first(metadata, "buildNumber");
            return time.isPresent() && number.isPresent()
                    ? wanted.version().replace(SNAPSHOT, "-" + time.get() + "-" + number.get())
                    : wanted.version();
        } catch (SourceProblem e) {
            return wanted.version();
        }
    }

    private Path copy(String address, Path folder) throws SourceProblem, IOException {
        if (!isFile(address)) {
            return http.fetch(address, folder).orElseThrow();
        }
        Path source = local(address);
        if (!Files.isRegularFile(source)) {
            throw new SourceProblem("there is no %s".formatted(source));
        }
        return Files.copy(source, folder.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void check(String address, Path file) throws SourceProblem, IOException {
        Optional<byte[]> checksum = small(address + ".sha1", LONGEST_CHECKSUM);
        if (checksum.isEmpty()) {
            // Repositories of one's own may have none.
            return;
        }
        String told =
                new String(checksum.get(), StandardCharsets.US_ASCII).strip().split("\\s", 2)[0];
        String digest = sha1(file);
        if (!told.toLowerCase(Locale.ROOT).equals(digest)) {
            throw new SourceProblem(
                    "what is at %s has the SHA-1 %s, not the %s that the repository says; try again, and ask who runs the repository if it stays so"
                            .formatted(address, digest, told));
        }
    }

    private static String sha1(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static Document parse(String metadata) throws SourceProblem {
        try {
            byte[] content = small(metadata, LARGEST_METADATA)
                    .orElseThrow(() -> new SourceProblem("there is no %s".formatted(metadata)));
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new ByteArrayInputStream(content));
        } catch (IOException | SAXException e) {
            throw new SourceProblem("%s cannot be read: %s".formatted(metadata, e.getMessage()), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java reads XML", e);
        }
    }

    private static Optional<String> first(Document document, String tag) {
        return text(document, tag, 0);
    }

    private static Optional<String> last(Document document, String tag) {
        return text(document, tag, document.getElementsByTagName(tag).getLength() - 1);
    }

    private static Optional<String> text(Document document, String tag, int index) {
        NodeList found = document.getElementsByTagName(tag);
        return index < 0 || index >= found.getLength()
                ? Optional.empty()
                : Optional.of(found.item(index).getTextContent().strip()).filter(text -> text.matches("\\w[\\w.+-]*"));
    }

    private static Optional<byte[]> small(String address, int most) throws SourceProblem, IOException {
        if (!isFile(address)) {
            return HttpFetcher.small(address, most);
        }
        Path file = local(address);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > most) {
            throw new SourceProblem("%s is larger than %,d bytes, which no such file is".formatted(file, most));
        }
        return Optional.of(Files.readAllBytes(file));
    }

    private static boolean isFile(String address) {
        return !address.matches("(?i)https?://.*");
    }

    private static Path local(String address) {
        return Path.of(
                address.startsWith("file:")
                        ? address.substring("file:".length()).replaceFirst("^//(?=/)", "")
                        : address);
    }
}
