package org.carrack.runtime.manager.internal.source;

import java.util.Locale;
import java.util.Set;
import org.carrack.model.DescriptorReader;

/**
 * Which files of a source are no part of its package: what operating systems, editors, version control and builds leave there. One
 * rule for folders, zips, tars and git.
 */
final class IgnoredFiles {

    private static final String WELL_KNOWN = ".well-known";

    /** What a Mac or Windows keeps beside files. */
    private static final Set<String> OF_SYSTEMS = Set.of("__macosx", "thumbs.db", "desktop.ini");

    /** Where builds and IDEs put what they make, at the top of a source folder. */
    private static final Set<String> OUTPUT = Set.of("bin", "out", "build", "target", "node_modules");

    private IgnoredFiles() {}

    /** Whether a path is left out of every package: files whose name begins with a dot (but {@code .well-known}), and files of operating systems. */
    static boolean isLeftOut(String path) {
        for (String name : path.split("/", -1)) {
            boolean isHidden = name.startsWith(".") && !name.equals(WELL_KNOWN);
            if (isHidden || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path below the root of a source package is what a build has made of it: classes, in a folder for output. */
    static boolean isOutput(String path) {
        int end = path.indexOf('/');
        return end > 0 && OUTPUT.contains(path.substring(0, end)) && !isDescriptor(path);
    }

    private static boolean isDescriptor(String path) {
        return path.equals(DescriptorReader.TOML) || path.equals(DescriptorReader.XML);
    }
}
