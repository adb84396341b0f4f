package org.carrack.launcher;

import java.util.List;
import java.util.Map;

/**
 * A bundle of the platform: its manifest headers, and the jars on the class path that it stands for.
 *
 * @param name what its location ends with
 * @param jars the paths of its jars, one or more
 * @param headers the headers that the framework reads
 */
record PlatformBundle(String name, List<String> jars, Map<String, String> headers) {

    /** What the locations of all of them begin with. */
    static final String LOCATION = "platform:";

    String location() {
        return LOCATION + name;
    }

    String symbolicName() {
        return symbolicName(headers);
    }

    static String symbolicName(Map<String, String> headers) {
        return headers.getOrDefault("Bundle-SymbolicName", "").split(";", 2)[0].strip();
    }
}
