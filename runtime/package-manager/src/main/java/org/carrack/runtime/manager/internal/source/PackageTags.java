package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import org.carrack.config.ConfigTag;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.model.FileTags;

/** What config handlers give a meaning to in a package: tags of its descriptor, its folders and its manifest. */
final class PackageTags {

    /** The folders that come as tags, with the names of their files. */
    private static final Map<String, String> FOLDERS = Map.of("models", ".toml");

    private static final String HEADER = "Carrack-Tag-";

    private PackageTags() {}

    /**
     * All of them: the descriptor's, then the folders', then the manifest's.
     *
     * @param paths the package's files
     */
    public static List<ConfigTag> of(
            Descriptor descriptor, Attributes manifest, Collection<String> paths, DescriptorReader.Files files)
            throws IOException {
        List<ConfigTag> tags = new ArrayList<>(descriptor.tags());
        tags.addAll(ofFolders(paths, files));
        for (Object key : manifest.keySet()) {
            if (String.valueOf(key).startsWith(HEADER)) {
                String name = String.valueOf(key).substring(HEADER.length());
                List<String> values = Arrays.stream(
                                manifest.getValue(String.valueOf(key)).split(",", -1))
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .toList();
                tags.add(FileTags.ofHeader(String.valueOf(key), name, values));
            }
        }
        return tags;
    }

    /** Those of the folders alone. */
    private static List<ConfigTag> ofFolders(Collection<String> paths, DescriptorReader.Files files)
            throws IOException {
        List<ConfigTag> tags = new ArrayList<>();
        for (Map.Entry<String, String> folder : FOLDERS.entrySet()) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (String path : paths.stream().sorted().toList()) {
                if (path.startsWith(folder.getKey() + "/") && path.endsWith(folder.getValue())) {
                    files.read(path).ifPresent(bytes -> texts.put(path, new String(bytes, StandardCharsets.UTF_8)));
                }
            }
            if (!texts.isEmpty()) {
                tags.add(FileTags.ofFolder(folder.getKey(), texts));
            }
        }
        return tags;
    }
}
