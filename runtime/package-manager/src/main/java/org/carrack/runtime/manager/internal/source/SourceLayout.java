package org.carrack.runtime.manager.internal.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.spi.source.SourceCompiler;

/** Where the files of a package with sources stand. */
final class SourceLayout {

    /** A Maven module's code and resources; the rest of it is for the build. */
    private static final List<String> MAVEN = List.of("src/main/java/", "src/main/resources/");

    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

    /** What comes after the comment of a Java package: its annotations, or the declaration itself. */
    private static final Pattern DECLARATION = Pattern.compile("\\s*+(?:@|package\\s)");

    private SourceLayout() {}

    /** The files as they stand in the bundle: a Maven module's code and resources at the top, without its build. */
    static SortedMap<String, SourceCompiler.Content> flatten(SortedMap<String, SourceCompiler.Content> files) {
        if (files.keySet().stream().noneMatch(path -> MAVEN.stream().anyMatch(path::startsWith))) {
            return files;
        }
        SortedMap<String, SourceCompiler.Content> flat = new TreeMap<>();
        files.forEach((path, content) -> {
            MAVEN.stream()
                    .filter(path::startsWith)
                    .findFirst()
                    .ifPresent(root -> flat.put(path.substring(root.length()), content));
            if (path.equals("package.toml") || path.equals("bundle.xml") || path.equals("README.md")) {
                flat.put(path, content);
            }
        });
        return flat;
    }

    /** Makes a README of the comment in {@code package-info.java}, where a package has no other. */
    static void addDocumentation(SortedMap<String, SourceCompiler.Content> files) throws IOException {
        SourceCompiler.Content info = files.entrySet().stream()
                .filter(file -> file.getKey().endsWith("package-info.java"))
                .map(java.util.Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (info == null || files.containsKey("README.md")) {
            return;
        }
        String source;
        try (InputStream in = info.open()) {
            source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher m = COMMENT.matcher(source);
        while (m.find()) {
            Matcher declaration = DECLARATION.matcher(source).region(m.end(), source.length());
            // A license may stand before it.
            if (declaration.lookingAt()) {
                byte[] text =
                        m.group(1).replaceAll("(?m)^\\s*\\* ?", "").strip().getBytes(StandardCharsets.UTF_8);
                files.put("README.md", () -> new ByteArrayInputStream(text));
                return;
            }
        }
    }
}
