package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.carrack.manage.PackageText;
import org.carrack.model.DescriptorReader;

/** Reads the descriptor and the manifest of a stored bundle, for people. Stateless. */
public final class BundleText {

    private static final List<String> DESCRIPTORS = List.of(DescriptorReader.TOML, "bundle.xml");

    private BundleText() {}

    /** What a bundle says.
     *
     * @throws IOException if it cannot be read
     */
    public static PackageText read(Path bundle) throws IOException {
        try (ZipFile zip = Archives.zip(bundle)) {
            String manifest = text(zip, "META-INF/MANIFEST.MF").replaceAll("\r?\n ", "");
            for (String name : DESCRIPTORS) {
                if (zip.getEntry(name) != null) {
                    return new PackageText(name, text(zip, name), manifest);
                }
            }
            return new PackageText("", "", manifest);
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return "";
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
