package org.carrack.runtime.git.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.spi.source.SourceFetcher;
import org.carrack.spi.source.SourceProblem;
import org.eclipse.jgit.api.CloneCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches a package from a git repository: the newest commit of a branch or tag, without its history. */
@Component
public final class GitFetcher implements SourceFetcher {

    private static final Logger LOG = LoggerFactory.getLogger(GitFetcher.class);

    private static final int LIMIT_S = 60;
    private static final List<String> DESCRIPTORS = List.of("package.toml", "bundle.xml");

    private final ServerSystem system;

    @Activate
    public GitFetcher(BundleContext context) {
        String home = context.getProperty("carrack.home");
        system = new ServerSystem(
                Path.of(home == null ? "." : home, "data", "git").toAbsolutePath());
    }

    @Deactivate
    void deactivate() {
        system.uninstall();
    }

    @Override
    public boolean knows(String source) {
        return GitUrl.isLike(source);
    }

    @Override
    public Optional<Path> fetch(String source, Path folder) throws SourceProblem, IOException {
        GitUrl url = GitUrl.parse(source);
        system.install();
        try {
            Collection<Ref> refs = Git.lsRemoteRepository()
                    .setRemote(url.repository())
                    .setHeads(true)
                    .setTags(true)
                    .setTimeout(LIMIT_S)
                    .call();
            Optional<String> branch = branch(url, refs);
            String path =
                    branch.map(b -> url.tree().substring(b.length())).orElse("").replaceFirst("^/", "");
            Path clone = Files.createDirectory(folder.resolve(url.name()));
            CloneCommand command = Git.cloneRepository()
                    .setURI(url.repository())
                    .setDirectory(clone.toFile())
                    .setDepth(1)
                    .setTimeout(LIMIT_S);
            branch.ifPresent(command::setBranch);
            command.call().close();
            return Optional.of(find(source, url.name(), clone, path));
        } catch (GitAPIException | JGitInternalException e) {
            LOG.debug("{} cannot be had", source, e);
            if (!url.isCertain()) {
                return Optional.empty();
            }
            throw new SourceProblem(
                    "%s cannot be had from git: %s; is the address right, and may this server read it?"
                            .formatted(source, reason(e)),
                    e);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (message.startsWith("process hasn't exited")) {
            return "ssh broke off";
        }
        return message.lines().findFirst().orElse("it failed").strip();
    }

    /** The branch or tag that a tree begins with: the longest, since names may hold slashes. */
    private static Optional<String> branch(GitUrl url, Collection<Ref> refs) throws SourceProblem {
        if (url.tree().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = refs.stream()
                .map(Ref::getName)
                .filter(name -> name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS))
                .map(Repository::shortenRefName)
                .distinct()
                .sorted()
                .toList();
        Optional<String> branch = names.stream()
                .filter(name -> url.tree().equals(name) || url.tree().startsWith(name + "/"))
                .max(Comparator.comparingInt(String::length));
        if (branch.isEmpty()) {
            throw new SourceProblem("%s has no branch or tag %s; it has %s"
                    .formatted(
                            url.repository(),
                            url.tree(),
                            names.isEmpty() ? "none: it is empty" : String.join(", ", names)));
        }
        return branch;
    }

    /** The folder of the package: the one named, the repository itself, or the only one in it. */
    private static Path find(String source, String name, Path clone, String path) throws SourceProblem, IOException {
        Path start = clone.resolve(path).normalize();
        if (!start.startsWith(clone) || !Files.isDirectory(start)) {
            throw new SourceProblem("there is no folder %s in %s; is the branch right?".formatted(path, source));
        }
        if (isPackage(start)) {
            return start;
        }
        List<Path> found;
        try (Stream<Path> files = Files.walk(start, 6)) {
            found = files.filter(Files::isDirectory)
                    .filter(folder -> !folder.toString().contains("/.git"))
                    .filter(GitFetcher::isPackage)
                    .sorted()
                    .toList();
        }
        // As in 3Bot: the folder named like the repository is the package.
        Optional<Path> named = found.stream().filter(f -> f.endsWith(name)).findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        if (found.isEmpty()) {
            throw new SourceProblem(
                    "there is no package in %s: no folder there has a package.toml or bundle.xml".formatted(source));
        }
        if (found.size() > 1) {
            throw new SourceProblem("%s holds several packages: %s; name one, as in …/tree/<branch>/%s"
                    .formatted(
                            source,
                            found.stream()
                                    .map(f -> clone.relativize(f).toString())
                                    .collect(Collectors.joining(", ")),
                            clone.relativize(found.get(0))));
        }
        return found.get(0);
    }

    private static boolean isPackage(Path folder) {
        return DESCRIPTORS.stream().anyMatch(d -> Files.isRegularFile(folder.resolve(d)));
    }
}
