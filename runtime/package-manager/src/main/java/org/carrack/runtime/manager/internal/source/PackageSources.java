package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.model.Dependency;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Planner;
import org.carrack.spi.server.FailureText;
import org.carrack.spi.source.CompilationException;
import org.carrack.spi.source.SourceAddress;
import org.carrack.spi.source.SourceCompiler;
import org.carrack.spi.source.SourceFetcher;
import org.carrack.spi.source.SourceProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets packages from where they are to be had, with messages for people. Safe for any thread; may block. */
public final class PackageSources {

    private static final Logger LOG = LoggerFactory.getLogger(PackageSources.class);

    private final SourceReader reader;
    private final ArtifactStore store;
    private final DescriptorCache descriptors;
    private final Repositories repositories;
    private final Supplier<List<SourceFetcher>> fetchers;
    private final Supplier<@Nullable SourceCompiler> compiler;
    private final List<SourceFetcher> own;
    private final Path work;

    /** @param own fetchers that are asked when no module knows a source */
    public PackageSources(
            SourceReader reader,
            ArtifactStore store,
            DescriptorCache descriptors,
            Repositories repositories,
            Supplier<List<SourceFetcher>> fetchers,
            Supplier<@Nullable SourceCompiler> compiler,
            List<SourceFetcher> own,
            Path work) {
        this.reader = reader;
        this.store = store;
        this.descriptors = descriptors;
        this.repositories = repositories;
        this.fetchers = fetchers;
        this.compiler = compiler;
        this.own = List.copyOf(own);
        this.work = work;
    }

    public Workspace workspace() {
        return new Workspace(work);
    }

    /** Removes what a crash left of earlier work. */
    public void sweep() throws IOException {
        Workspace.delete(work);
    }

    public ArtifactStore store() {
        return store;
    }

    /** Removes the bundles that no digest names, and what is known of them. */
    public void keepOnly(Set<String> digests) throws IOException {
        store.keepOnly(digests);
        descriptors.keepOnly(digests);
    }

    /** Where packages that are not there are looked for. */
    public Repositories repositories() {
        return repositories;
    }

    /** Whether a source is a path of this machine. */
    public static boolean isPath(String source) {
        return !SourceAddress.isAddress(source);
    }

    /** Returns a source as a file or folder of this machine, fetching it if needed. */
    public Path fetch(String source, Workspace workspace) throws PackageException {
        try {
            if (isPath(source)) {
                return Path.of(source);
            }
            List<SourceFetcher> all = new ArrayList<>(fetchers.get());
            all.addAll(own);
            for (SourceFetcher fetcher : all) {
                Optional<Path> fetched =
                        fetcher.knows(source) ? fetcher.fetch(source, workspace.folder()) : Optional.empty();
                if (fetched.isPresent()) {
                    return fetched.get();
                }
            }
            if (source.startsWith("file:")) {
                return Path.of(URI.create(source));
            }
            throw new PackageException(
                    Kind.REFUSED,
                    "%s is no source that this server knows: give a path, an http(s) address, a git URL or mvn:<group>/<artifact>/<version>"
                            .formatted(source));
        } catch (SourceProblem e) {
            throw new PackageException(Kind.REFUSED, e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            String reason = e instanceof InvalidPathException path ? path.getReason() : e.getMessage();
            throw new PackageException(Kind.REFUSED, "%s is no path: %s".formatted(source, reason), e);
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s could not be fetched: %s; nothing was changed".formatted(source, FailureText.ofFile(e)),
                    e);
        }
    }

    /** Reads a package. */
    public PackageSource open(Path source, Workspace workspace) throws PackageException {
        try {
            return reader.open(source, workspace);
        } catch (SourceException e) {
            throw new PackageException(Kind.REFUSED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s could not be read and stored: %s; nothing was changed"
                            .formatted(source.getFileName(), FailureText.ofFile(e)),
                    e);
        } catch (RuntimeException | Error e) {
            // A folder that may not be read; content that does not fit into memory, or into the stack.
            String reason = e.getCause() instanceof IOException io ? FailureText.ofFile(io) : FailureText.of(e);
            throw new PackageException(
                    Kind.FAILED,
                    "%s could not be read: %s; nothing was changed".formatted(source.getFileName(), reason),
                    e);
        }
    }

    /** The package of that digest, from the store. */
    public PackageArtifact stored(String sha256) throws SourceException, IOException {
        return reader.stored(sha256);
    }

    /**
     * Compiles a package if it has sources.
     *
     * @param available the packages it may be built against
     */
    public PackageArtifact build(PackageSource opened, Collection<PackageFacts> available) throws PackageException {
        if (opened instanceof PackageArtifact ready) {
            return ready;
        }
        UncompiledPackage unbuilt = (UncompiledPackage) opened;
        SourceCompiler service = compiler.get();
        if (service == null) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s holds Java sources, and this server has no compiler; build it with Maven and add the jar"
                            .formatted(unbuilt));
        }
        List<Path> dependencies = dependencies(available, unbuilt.needs());
        try {
            return reader.build(unbuilt, service, dependencies);
        } catch (CompilationException e) {
            throw new PackageException(Kind.REFUSED, "%s: %s".formatted(unbuilt, e.getMessage()), e);
        } catch (IOException e) {
            throw new PackageException(
                    Kind.FAILED,
                    "%s could not be built: %s; nothing was changed".formatted(unbuilt, FailureText.ofFile(e)),
                    e);
        }
    }

    private List<Path> dependencies(Collection<PackageFacts> available, List<Dependency> needs) {
        return Planner.closure(available, needs).stream()
                .map(p -> store.path(p.sha256()))
                .filter(Files::exists)
                .toList();
    }

    /** Fetches what a repository offers. */
    public FetchedPackage fetch(PackageFacts offered, Workspace workspace) throws PackageException {
        Repositories.Offer offer = repositories.all().stream()
                .filter(o -> o.name().equals(offered.name()) && o.version().equals(offered.version()))
                .findFirst()
                .orElseThrow(() -> gone(offered, "it is offered no more"));
        LOG.debug("fetching {} from {}", offered, offer.source());
        try {
            Path file = fetch(offer.source(), workspace);
            if (!Files.exists(file)) {
                throw gone(offered, "%s is not there any more".formatted(offer.source()));
            }
            checkDigest(offer, file);
            PackageSource opened = open(file, workspace);
            if (!opened.name().equals(offer.name()) || !opened.version().equals(offer.version())) {
                throw gone(offered, "what is there now is %s".formatted(opened));
            }
            return new FetchedPackage(opened, offer.source());
        } catch (PackageException e) {
            repositories.forget();
            throw e.getMessage().startsWith(offered.toString()) ? e : gone(offered, e.getMessage());
        } catch (IOException e) {
            throw gone(offered, FailureText.ofFile(e));
        }
    }

    private static void checkDigest(Repositories.Offer offer, Path file) throws IOException, PackageException {
        if (offer.sha256().isPresent() && Files.isRegularFile(file)) {
            String digest = ArtifactStore.digest(file);
            if (!digest.equalsIgnoreCase(offer.sha256().get())) {
                throw new PackageException(
                        Kind.REFUSED,
                        "what %s sends has the SHA-256 %s, not the %s of its index"
                                .formatted(
                                        offer.source(), digest, offer.sha256().get()));
            }
        }
    }

    private static PackageException gone(PackageFacts offered, String why) {
        return new PackageException(
                Kind.REFUSED,
                "%s could not be had from %s: %s; nothing was changed".formatted(offered, offered.place(), why));
    }
}
