package org.carrack.runtime.conversation.internal.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.conversation.internal.pack.FixtureFile;
import org.carrack.runtime.conversation.internal.pack.ResponseFile;
import org.carrack.runtime.conversation.internal.pack.TriggerFile;

/**
 * What a package brings for one language. Immutable.
 *
 * @param locale as its folder is named
 */
record LanguagePack(
        String packageName, String locale, TriggerFile triggers, ResponseFile responses, FixtureFile fixtures) {

    static final String FOLDER = "res/locales";

    private static final String TRIGGERS = "triggers.json";
    private static final String RESPONSES = "response.json";
    private static final String FIXTURES = "fixtures.json";

    /** What is wrong with its files. */
    List<String> problems() {
        List<String> all = new ArrayList<>(triggers.problems());
        all.addAll(responses.problems());
        all.addAll(fixtures.problems());
        return all;
    }

    /** Reads those of a live package, by language. */
    static Map<String, LanguagePack> read(PackageContext live) {
        Map<String, LanguagePack> packs = new TreeMap<>();
        Enumeration<URL> files = live.bundle().findEntries(FOLDER, TRIGGERS, true);
        TreeSet<String> paths = new TreeSet<>();
        for (URL file : files == null ? List.<URL>of() : Collections.list(files)) {
            paths.add(file.getPath().substring(1));
        }
        for (String path : paths) {
            String[] parts = path.split("/");
            if (parts.length == 4) {
                packs.put(parts[2], of(live.name(), parts[2], file -> text(live, file)));
            }
        }
        return packs;
    }

    /**
     * One of the texts of its files.
     *
     * @param text reads a file of the package; a file that is not there is an empty list
     */
    static LanguagePack of(String packageName, String locale, UnaryOperator<String> text) {
        String folder = FOLDER + "/" + locale + "/";
        return new LanguagePack(
                packageName,
                locale,
                TriggerFile.read(folder + TRIGGERS, text.apply(folder + TRIGGERS)),
                ResponseFile.read(folder + RESPONSES, text.apply(folder + RESPONSES)),
                FixtureFile.read(folder + FIXTURES, text.apply(folder + FIXTURES)));
    }

    private static String text(PackageContext live, String path) {
        URL file = live.resource(path).orElse(null);
        if (file == null) {
            return "[]";
        }
        try (InputStream in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
