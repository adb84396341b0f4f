package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.model.Descriptor;
import org.carrack.model.ManifestHeaders;
import org.carrack.spi.source.SourceCompiler;

/** Writes a bundle of resources. The same content gives the same bytes. */
final class BundleWriter {

    private BundleWriter() {}

    static void write(Descriptor descriptor, SortedMap<String, SourceCompiler.Content> files, OutputStream out)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        ManifestHeaders.of(descriptor).forEach(main::putValue);
        // Not closed: the stream belongs to the caller.
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(entry(JarFile.MANIFEST_NAME));
        manifest.write(zip);
        zip.closeEntry();
        for (Map.Entry<String, SourceCompiler.Content> file : files.entrySet()) {
            if (!file.getKey().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
                zip.putNextEntry(entry(file.getKey()));
                try (InputStream in = file.getValue().open()) {
                    in.transferTo(zip);
                }
                zip.closeEntry();
            }
        }
        zip.finish();
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(java.time.LocalDateTime.of(2000, 1, 1, 0, 0));
        return entry;
    }
}
