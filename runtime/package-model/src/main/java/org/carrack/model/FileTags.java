package org.carrack.model;

import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;

/** Makes tags of what stands beside a descriptor. */
public final class FileTags {

    private FileTags() {}

    /**
     * A tag for a folder, with a child for each file.
     *
     * @param texts the files' texts by their paths
     */
    public static ConfigTag ofFolder(String folder, Map<String, String> texts) {
        List<ConfigTag> files = texts.entrySet().stream()
                .<ConfigTag>map(file ->
                        new Tag(file.getKey(), new SourceLocation(file.getKey(), 0, 0), file.getValue(), List.of()))
                .toList();
        return new Tag(folder, new SourceLocation(folder, 0, 0), null, files);
    }

    /** A tag for a header of the manifest, with a child for each of its values. */
    public static ConfigTag ofHeader(String header, String name, List<String> values) {
        SourceLocation at = new SourceLocation("META-INF/MANIFEST.MF (" + header + ")", 0, 0);
        return new Tag(
                name,
                at,
                null,
                values.stream()
                        .<ConfigTag>map(value -> new Tag("value", at, value, List.of()))
                        .toList());
    }
}
