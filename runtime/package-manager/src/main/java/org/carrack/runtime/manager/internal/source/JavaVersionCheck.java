package org.carrack.runtime.manager.internal.source;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The version of Java that a bundle was made for, by its manifest and by its class files (JVMS 4.1). Stateless. */
final class JavaVersionCheck {

    /** As bnd and Maven's bundle plugin write it. */
    private static final Pattern REQUIRED = Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version>?=(?:1\\.)?(\\d{1,3})");

    private static final int MAGIC = 0xCAFEBABE;

    /** The major version of class files minus the version of Java. */
    private static final int OF_CLASS_FILES = 44;

    private JavaVersionCheck() {}

    /** @throws SourceException if the bundle needs a newer Java than runs here */
    static void refuseNewer(PackageArtifact content, Attributes headers, ZipFile zip)
            throws SourceException, IOException {
        int here = Runtime.version().feature();
        int needed = 0;
        String where = "its manifest";
        Matcher required = REQUIRED.matcher(String.valueOf(headers.getValue("Require-Capability")));
        while (required.find()) {
            needed = Math.max(needed, Integer.parseInt(required.group(1)));
        }
        for (ZipEntry entry : Collections.list(zip.entries())) {
            // Those of newer Javas in a multi-release jar are not loaded by an older one.
            boolean isClass =
                    entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
            int ofClass = isClass && needed <= here ? ofClass(zip, entry) : 0;
            if (ofClass > here) {
                needed = ofClass;
                where = entry.getName();
            }
        }
        if (needed > here) {
            throw new SourceException(
                    "%s needs Java %d (%s), and this server runs on Java %d; start it with a newer Java, or build the package for %d"
                            .formatted(content, needed, where, here, here));
        }
    }

    private static int ofClass(ZipFile zip, ZipEntry entry) throws IOException {
        if (entry.getSize() >= 0 && entry.getSize() < Long.BYTES) {
            return 0;
        }
        try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
            boolean isClassFile = in.readInt() == MAGIC;
            in.readUnsignedShort();
            return isClassFile ? in.readUnsignedShort() - OF_CLASS_FILES : 0;
        }
    }
}
