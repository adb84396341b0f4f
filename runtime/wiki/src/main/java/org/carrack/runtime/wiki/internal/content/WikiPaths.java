package org.carrack.runtime.wiki.internal.content;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Paths of files, and the addresses of pages. Stateless. */
public final class WikiPaths {

    private static final List<String> EXTENSIONS = List.of(".md", ".markdown");

    private WikiPaths() {}

    /** Whether a file is a page: Markdown, and neither it nor a folder of it begins with an underscore or a dot. */
    public static boolean isPage(String path) {
        return isMarkdown(path)
                && !name(path).equals("SUMMARY.md")
                && !path.startsWith("wiki_macros/")
                && !("/" + path).contains("/_")
                && !isHidden(path);
    }

    /** Whether a file is Markdown. */
    public static boolean isMarkdown(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(lower::endsWith);
    }

    /** Whether a page is the first of its folder. */
    public static boolean isFirst(String path) {
        String name = withoutExtension(name(path)).toLowerCase(Locale.ROOT);
        return name.equals("readme") || name.equals("index");
    }

    /** The address of a page. */
    static String address(String path) {
        return isFirst(path) ? folder(path) : withoutExtension(path);
    }

    /** A path without the extension of Markdown. */
    public static String withoutExtension(String path) {
        return isMarkdown(path) ? path.substring(0, path.lastIndexOf('.')) : path;
    }

    /** The folder of a file, empty or with a slash at the end. */
    public static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** The last segment. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A name as a title: {@code getting-started} is "Getting started", and a number for the order is left out. */
    static String inWords(String name) {
        String words = withoutExtension(name)
                .replaceFirst("^\\d{1,4}[-_. ]+(?=.)", "")
                .replace('-', ' ')
                .replace('_', ' ')
                .strip();
        return words.isEmpty() ? name : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /**
     * The path that a link leads to.
     *
     * @param folder from which it is relative, empty or with a slash at the end
     * @param link without a fragment; with a slash at its beginning it is relative to the wiki
     * @return nothing if it leads out of the wiki, or cannot be read
     */
    public static Optional<String> resolve(String folder, String link) {
        String decoded;
        try {
            decoded = URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String whole = decoded.startsWith("/") ? decoded.substring(1) : folder + decoded;
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : whole.split("/", -1)) {
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!segment.equals(".") && !segment.isEmpty()) {
                segments.addLast(segment);
            }
        }
        boolean isFolder = whole.endsWith("/") || whole.endsWith("/.") || whole.endsWith("..") || whole.equals(".");
        String path = String.join("/", segments);
        return Optional.of(isFolder && !path.isEmpty() ? path + "/" : path);
    }

    /** A path of a URL as the names of files; what is no escape stays as it is. */
    public static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    /** Whether a file or a folder of it is hidden, as those of version control are. */
    public static boolean isHidden(String path) {
        return ("/" + path).contains("/.");
    }

    /** An address as it is in a URL. */
    public static String encoded(String address) {
        return URLEncoder.encode(address, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
