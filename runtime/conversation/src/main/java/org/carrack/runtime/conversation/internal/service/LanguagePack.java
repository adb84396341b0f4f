package org.carrack.runtime.conversation.internal.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.conversation.internal.pack.ResponseFile;
import org.carrack.runtime.conversation.internal.pack.TriggerFile;

/**
 * What a package brings for one language. Immutable.
 *
 * @param locale as its folder is named
 */
record LanguagePack(String packageName, String locale, TriggerFile triggers, ResponseFile responses) {

    static final String FOLDER = "res/locales";

    private static final String TRIGGERS = "triggers.json";
    private static final String RESPONSES = "response.json";

    /** What is wrong with its files. */
    List<String> problems() {
        List<String> all = new ArrayList<>(triggers.problems());
        all.addAll(responses.problems());
        return all;
    }

    /** Reads those of a live package, by language. */
    static Map<String, LanguagePack> read(PackageContext live) throws IOException {
        Map<String, LanguagePack> packs = new TreeMap<>();
        Enumeration<URL> files = live.bundle().findEntries(FOLDER, TRIGGERS, true);
        TreeSet<String> paths = new TreeSet<>();
        for (URL file : files == null ? List.<URL>of() : Collections.list(files)) {
            paths.add(file.getPath().substring(1));
        }
        for (String path : paths) {
            String[] parts = path.split("/");
            if (parts.length == 4) {
                String folder = path.substring(0, path.length() - TRIGGERS.length());
                String text = text(live, path);
                String responses = text(live, folder + RESPONSES);
                packs.put(parts[2], of(live.name(), parts[2], text, responses));
            }
        }
        return packs;
    }

    /** One of the texts of its two files; a file that is not there is an empty list. */
    static LanguagePack of(String packageName, String locale, String triggers, String responses) {
        String folder = FOLDER + "/" + locale + "/";
        return new LanguagePack(
                packageName,
                locale,
                TriggerFile.read(folder + TRIGGERS, triggers),
                ResponseFile.read(folder + RESPONSES, responses));
    }

    private static String text(PackageContext live, String path) throws IOException {
        URL file = live.resource(path).orElse(null);
        if (file == null) {
            return "[]";
        }
        try (InputStream in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
