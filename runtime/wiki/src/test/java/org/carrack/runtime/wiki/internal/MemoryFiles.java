package org.carrack.runtime.wiki.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.carrack.runtime.wiki.internal.content.WikiFiles;

/** The files of a wiki that is nowhere on a disk. */
public final class MemoryFiles implements WikiFiles {

    private final Map<String, String> texts = new TreeMap<>();

    /** Adds a file, or gives it another text. */
    public MemoryFiles with(String path, String text) {
        texts.put(path, text);
        return this;
    }

    /** Takes a file away. */
    public MemoryFiles without(String path) {
        texts.remove(path);
        return this;
    }

    @Override
    public Map<String, String> stamps() {
        Map<String, String> stamps = new TreeMap<>();
        texts.forEach((path, text) -> stamps.put(path, String.valueOf(text.hashCode())));
        return stamps;
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Optional.ofNullable(texts.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
