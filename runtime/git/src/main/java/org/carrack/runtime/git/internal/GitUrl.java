package org.carrack.runtime.git.internal;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.spi.source.SourceProblem;

/**
 * A git repository, and what is wanted of it, as people write it.
 *
 * <table>
 * <caption>The forms</caption>
 * <tr><td>{@code https://host/org/repo}, {@code …/org/repo.git}, {@code file:///path/repo}</td><td>the default branch</td></tr>
 * <tr><td>{@code …/org/repo/tree/<branch>}, {@code …/-/tree/<branch>}</td><td>a branch or tag</td></tr>
 * <tr><td>{@code …/tree/<branch>/path/in/repo}</td><td>a folder in it</td></tr>
 * <tr><td>{@code git@host:org/repo.git}, {@code ssh://git@host/org/repo.git}</td><td>the same by ssh</td></tr>
 * </table>
 *
 * @param repository what git is asked for
 * @param tree what follows {@code /tree/}: a branch or tag, which may hold slashes, and a path; empty for none
 * @param name the repository's name
 * @param isCertain whether it can be nothing but git; else it may be the address of a file
 */
record GitUrl(String repository, String tree, String name, boolean isCertain) {

    private static final Pattern SCP = Pattern.compile("[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:[^/].*");
    private static final Pattern URL = Pattern.compile("(https?|git|ssh|file)://(.*)");
    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9._~:/@%+,=-]");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~%:+-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*(:\\d{1,5})?");
    private static final Pattern ARCHIVE = Pattern.compile(".*\\.(jar|zip|tar|tgz|tar\\.gz|json)");

    /** Sites whose addresses are always {@code /<org>/<repo>}. */
    private static final Set<String> FORGES = Set.of("github.com", "gitlab.com", "bitbucket.org", "codeberg.org");

    /** Whether a source looks like a git repository's. */
    static boolean isLike(String source) {
        if (SCP.matcher(source).matches()) {
            return true;
        }
        Matcher url = URL.matcher(source);
        if (!url.matches()) {
            return false;
        }
        return switch (url.group(1)) {
            case "http", "https" ->
                !source.contains("?") && !ARCHIVE.matcher(source).matches();
            case "file" -> localRepository(source).isPresent();
            default -> true;
        };
    }

    /** @throws SourceProblem if it is none after all */
    static GitUrl parse(String source) throws SourceProblem {
        Matcher illegal = ILLEGAL.matcher(source);
        if (illegal.find()) {
            throw new SourceProblem("\"%s\" is no git URL: it holds the character %s; give the plain address"
                    .formatted(source, illegal.group().isBlank() ? "space" : illegal.group()));
        }
        if (SCP.matcher(source).matches()) {
            int colon = source.indexOf(':');
            return of(source.substring(0, colon + 1), source.substring(colon + 1), 1, true);
        }
        if (source.startsWith("file://")) {
            Path repository = localRepository(source)
                    .orElseThrow(() -> new SourceProblem("there is no git repository at %s".formatted(source)));
            String rest = repository.relativize(Path.of(URI.create(source))).toString();
            return new GitUrl(
                    "file://" + repository.toUri().getRawPath().replaceFirst("/$", ""),
                    rest.replaceFirst("^tree(/|$)", ""),
                    nameOf(repository.toString()),
                    true);
        }
        Matcher url = URL.matcher(source);
        if (!url.matches()) {
            throw new SourceProblem("%s is no git URL".formatted(source));
        }
        String rest = url.group(2);
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        if (!HOST.matcher(host).matches()) {
            throw new SourceProblem("\"%s\" is no git URL: \"%s\" is no host".formatted(source, host));
        }
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        boolean isForge = FORGES.contains(host);
        boolean isCertain = isForge
                || path.contains(".git")
                || path.contains("/tree/")
                || !url.group(1).startsWith("http");
        if (isForge && segments(path).size() < 2) {
            throw new SourceProblem("%s names no repository: write https://%s/<org>/<repo>".formatted(source, host));
        }
        return of(url.group(1) + "://" + host + "/", path, isForge ? 2 : 1, isCertain);
    }

    /** @param least how many segments the repository's own path has at least */
    private static GitUrl of(String start, String path, int least, boolean isCertain) throws SourceProblem {
        List<String> segments = segments(path);
        if (segments.isEmpty()) {
            throw new SourceProblem("%s%s names no repository".formatted(start, path));
        }
        if (segments.contains("..")) {
            throw new SourceProblem("%s%s is no git URL: it holds ..".formatted(start, path));
        }
        int end = segments.size();
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).endsWith(".git")) {
                end = i + 1;
            }
        }
        for (int i = least; i < end; i++) {
            if (segments.get(i).equals("tree")) {
                end = i;
            }
        }
        List<String> own = segments.subList(0, end);
        if (own.size() > 1 && own.get(own.size() - 1).equals("-")) {
            own = own.subList(0, own.size() - 1);
        }
        List<String> rest = segments.subList(end, segments.size()).stream()
                .dropWhile(s -> s.equals("-") || s.equals("tree"))
                .toList();
        String repository = start + String.join("/", own);
        return new GitUrl(repository, String.join("/", rest), nameOf(repository), isCertain);
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1)).filter(s -> !s.isEmpty()).toList();
    }

    private static String nameOf(String repository) {
        String last = repository.substring(Math.max(repository.lastIndexOf('/'), repository.lastIndexOf(':')) + 1);
        return last.endsWith(".git") ? last.substring(0, last.length() - 4) : last;
    }

    /** The folder on the way to a {@code file://} path that is a git repository. */
    private static Optional<Path> localRepository(String source) {
        try {
            for (Path path = Path.of(URI.create(source)); path != null; path = path.getParent()) {
                boolean isBare =
                        Files.isRegularFile(path.resolve("HEAD")) && Files.isDirectory(path.resolve("objects"));
                if (Files.exists(path.resolve(".git")) || isBare) {
                    return Optional.of(path);
                }
            }
        } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
