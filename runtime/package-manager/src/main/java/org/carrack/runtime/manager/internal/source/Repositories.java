package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.carrack.config.Masked;
import org.carrack.config.SourceLocation;
import org.carrack.model.Dependency;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.model.PackageVersion;
import org.carrack.model.Reading;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.spi.json.JsonValues;
import org.carrack.spi.source.SourceProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repositories that missing packages are taken from: folders with bundles and zips, and HTTP indexes.
 *
 * <p>An index is JSON: {@code {"packages": [{"name", "version", "url", "sha256", "depends_on": [{"name", "version"}]}]}};
 * a {@code url} may be relative to it, {@code sha256} and {@code depends_on} may be missing. Safe for any
 * thread.
 */
public final class Repositories implements PackageOffers {

    private static final Logger LOG = LoggerFactory.getLogger(Repositories.class);

    /** How long an index is believed, also that there is none. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private static final int LARGEST_INDEX = 16 << 20;

    private final Supplier<List<String>> places;
    private final InstantSource clock;
    private final Map<String, Index> indexes = new HashMap<>();
    private final Map<Path, CachedIndex> known = new HashMap<>();

    /**
     * A package on offer.
     *
     * @param source what to fetch it from
     * @param sha256 the digest of the file; nothing if the repository has none
     */
    public record Offer(
            String name,
            PackageVersion version,
            List<Dependency> needs,
            String source,
            String repository,
            Optional<String> sha256) {

        /** What the planner needs to know of it. */
        public PackageFacts facts() {
            return new PackageFacts(name, version, "", needs, Set.of(), repository, false, false, false, false);
        }
    }

    private record Index(java.time.Instant read, List<Offer> offers) {}

    private record CachedIndex(long time, long size, List<Offer> offers) {}

    public Repositories(Supplier<List<String>> places, InstantSource clock) {
        this.places = places;
        this.clock = clock;
    }

    /** What is looked at. */
    public List<String> places() {
        return places.get().stream().filter(place -> !place.isBlank()).toList();
    }

    /** All that is on offer. A repository that cannot be read offers nothing, and the log says why. */
    public synchronized List<Offer> all() {
        List<Offer> offers = new ArrayList<>();
        for (String place : places()) {
            try {
                offers.addAll(isAddress(place) ? index(place) : folder(place, path(place)));
            } catch (SourceProblem e) {
                LOG.warn("repository {}: {}", Masked.url(place), Masked.url(e.getMessage()));
            } catch (IOException e) {
                LOG.warn("repository {} cannot be read: {}", Masked.url(place), Masked.url(e.toString()));
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "repositories in etc/carrack.toml has {}, which is no path and no address: {}",
                        place,
                        e.getMessage());
            }
        }
        return offers;
    }

    @Override
    public List<PackageFacts> offers() {
        return all().stream().map(Offer::facts).toList();
    }

    /** Nothing: what a repository offers is fetched first. */
    @Override
    public Optional<FetchedPackage> stored(String sha256) {
        return Optional.empty();
    }

    /** Reads indexes anew when they are next asked for. */
    public synchronized void forget() {
        indexes.clear();
    }

    private static boolean isAddress(String place) {
        return place.startsWith("http://") || place.startsWith("https://");
    }

    private static Path path(String place) {
        return place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
    }

    private List<Offer> folder(String place, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            LOG.warn("the repository {} is no folder", place);
            return List.of();
        }
        List<Offer> offers = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 4)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file) && (name.endsWith(".jar") || name.endsWith(".zip"))) {
                    offers.addAll(file(place, file));
                }
            }
        }
        return offers;
    }

    private List<Offer> file(String place, Path file) throws IOException {
        long time = Files.getLastModifiedTime(file).toMillis();
        long size = Files.size(file);
        CachedIndex last = known.get(file);
        if (last == null || last.time() != time || last.size() != size) {
            last = new CachedIndex(time, size, read(place, file));
            known.put(file, last);
        }
        return last.offers();
    }

    private static List<Offer> read(String place, Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Optional<Reading> reading = DescriptorReader.readPackage(path -> {
                java.util.zip.ZipEntry entry = zip.getEntry(path);
                if (entry == null) {
                    return Optional.empty();
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    return Optional.of(in.readAllBytes());
                }
            });
            Optional<Descriptor> descriptor = reading.flatMap(Reading::descriptor);
            return descriptor.stream()
                    .map(d -> new Offer(d.name(), d.version(), d.dependsOn(), file.toString(), place, Optional.empty()))
                    .toList();
        } catch (IOException e) {
            LOG.warn("{} in the repository {} is no package: {}", file.getFileName(), place, e.getMessage());
            return List.of();
        }
    }

    private List<Offer> index(String place) throws SourceProblem, IOException {
        Index last = indexes.get(place);
        if (last != null && last.read().plus(FRESH).isAfter(clock.instant())) {
            return last.offers();
        }
        String address = place.endsWith(".json") ? place : place.replaceAll("/*$", "") + "/index.json";
        List<Offer> offers = List.of();
        try {
            offers = parse(
                    place,
                    address,
                    HttpFetcher.small(address, LARGEST_INDEX)
                            .orElseThrow(() -> new SourceProblem(
                                    "%s answers with status 404; is the address right?".formatted(address))));
        } finally {
            indexes.put(place, new Index(clock.instant(), offers));
        }
        return offers;
    }

    private static List<Offer> parse(String place, String address, byte[] json) throws SourceProblem {
        List<Offer> offers = new ArrayList<>();
        try {
            if (JsonValues.readObject(json).get("packages") instanceof List<?> packages) {
                for (Object entry : packages) {
                    if (entry instanceof Map<?, ?> fields) {
                        read(place, address, fields).ifPresent(offers::add);
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new SourceProblem("%s is no index of packages (%s)".formatted(address, firstLine(e)), e);
        }
        return offers;
    }

    /** What is wrong with one entry is no matter of the others. */
    private static Optional<Offer> read(String place, String address, Map<?, ?> fields) {
        try {
            return offer(place, address, fields);
        } catch (IllegalArgumentException e) {
            LOG.warn("{} has an entry that cannot be read ({}): {}", Masked.url(address), firstLine(e), fields);
            return Optional.empty();
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Optional<Offer> offer(String place, String address, Map<?, ?> fields) {
        String name = text(fields.get("name"));
        Optional<PackageVersion> version = PackageVersion.parse(text(fields.get("version")));
        String url = text(fields.get("url"));
        if (name.isEmpty() || version.isEmpty() || url.isEmpty()) {
            LOG.warn("{} has an entry without name, version or url: {}", address, fields);
            return Optional.empty();
        }
        String source = URI.create(address).resolve(url).toString();
        if (!isAddress(source)) {
            throw new IllegalArgumentException("its url is not of a server, but " + source);
        }
        List<Dependency> needs = new ArrayList<>();
        if (fields.get("depends_on") instanceof List<?> dependencies) {
            for (Object dependency : dependencies) {
                if (dependency instanceof Map<?, ?> need) {
                    needs.add(dependency(text(need.get("name")), text(need.get("version")), address));
                } else {
                    needs.add(dependency(text(dependency), "", address));
                }
            }
        }
        String digest = text(fields.get("sha256"));
        return Optional.of(new Offer(
                name, version.get(), needs, source, place, digest.isEmpty() ? Optional.empty() : Optional.of(digest)));
    }

    private static Dependency dependency(String name, String version, String address) {
        String[] parts = version.split("\\.", -1);
        boolean isGiven = !version.isEmpty();
        return new Dependency(
                name,
                isGiven ? Integer.parseInt(parts[0]) : -1,
                isGiven && parts.length > 1 ? Integer.parseInt(parts[1]) : -1,
                new SourceLocation(address, 0, 0));
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
