package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.carrack.config.ConfigTag;
import org.carrack.model.Problem;
import org.carrack.model.TomlTags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of descriptors between starts. */
class DescriptorCacheTest {

    private static final String TEXT = """
            # Shop
            name = "shop"
            version = "1.2.0"
            is_auth = true
            weight = 1.5
            ports = [1, 2]
            at = [1979-05-27T07:32:00Z, 1979-05-27T07:32:00.999, 1979-05-27, 07:32:00]
            [source]
            label = "Größe \\u00e9"
            [[static_dirs]]
            path_url = "/"
            [[static_dirs]]
            path_url = "/b"
            """;

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void choose() {
        folder = temporary.resolve("descriptors");
    }

    private ConfigTag parse(String text) {
        List<Problem> problems = new ArrayList<>();
        ConfigTag tag = new DescriptorCache(folder).parserOf("digest").parse("package.toml", text, problems);
        assertThat(problems).isEmpty();
        return tag;
    }

    @Test
    void whatWasParsedIsTheSameWhenItIsReadAgain() {
        ConfigTag parsed = TomlTags.tags("package.toml", TEXT, new ArrayList<>());
        assertThat(parse(TEXT)).isEqualTo(parsed);
        // The second time no parser sees the text.
        assertThat(parse("name = \"other\"\n")).isEqualTo(parsed);
    }

    @Test
    void aDamagedFileIsParsedAgain() throws Exception {
        ConfigTag parsed = parse(TEXT);
        byte[] bytes = Files.readAllBytes(folder.resolve("digest"));
        for (int i = 0; i < bytes.length; i += 7) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            Files.write(folder.resolve("digest"), damaged);
            assertThat(parse(TEXT)).as("byte %d", i).isEqualTo(parsed);
        }
        for (int length : new int[] {0, 3, 8, bytes.length - 1}) {
            Files.write(folder.resolve("digest"), java.util.Arrays.copyOf(bytes, length));
            assertThat(parse(TEXT)).as("%d bytes", length).isEqualTo(parsed);
        }
    }

    @Test
    void whatIsNoTomlIsNotKept() {
        for (int i = 0; i < 2; i++) {
            List<Problem> problems = new ArrayList<>();
            new DescriptorCache(folder).parserOf("digest").parse("package.toml", "name = \n", problems);
            assertThat(problems).hasSize(1);
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatIsOfNoBundleAnyMoreGoes() throws Exception {
        parse(TEXT);
        DescriptorCache cache = new DescriptorCache(folder);
        cache.parserOf("other").parse("package.toml", TEXT, new ArrayList<>());
        cache.keepOnly(Set.of("other"));
        assertThat(folder.resolve("digest")).doesNotExist();
        assertThat(folder.resolve("other")).exists();
        new DescriptorCache(temporary.resolve("nothing")).keepOnly(Set.of());
    }

    @Test
    void withoutAPlaceToKeepThemTheyAreParsed() throws Exception {
        folder = Files.createFile(temporary.resolve("file"));
        List<Problem> problems = new ArrayList<>();
        ConfigTag tag =
                new DescriptorCache(folder.resolve("below")).parserOf("digest").parse("package.toml", TEXT, problems);
        assertThat(tag.child("name").flatMap(ConfigTag::value)).contains("shop");
    }
}
