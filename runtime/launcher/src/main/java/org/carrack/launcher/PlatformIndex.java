package org.carrack.launcher;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.carrack.spi.server.LazyModules;

/**
 * Which bundles the jars on the class path are, and a file that keeps the answer for later starts. What a start costs grows with the
 * number of bundles and the length of their headers, so both are kept small:
 *
 * <ul>
 *   <li>Classes of the platform come from the class path, whatever its bundles import. So imports, requirements and {@code uses} are left out,
 *       and the framework's resolver has nothing to do for it. That the jars fit together is checked by the tests, where the same jars are
 *       bundles with class loaders of their own.
 *   <li>A library, that is, a jar with nothing to start, is no bundle of its own: one bundle exports the Java packages of all libraries.
 * </ul>
 *
 * <p>Stateless.
 */
final class PlatformIndex {

    /** The symbolic name of the bundle that exports the Java packages of the libraries. */
    static final String LIBRARIES = "org.carrack.libraries";

    /** They are there already. */
    private static final String FRAMEWORK = "org.apache.felix.framework";

    private static final String LAUNCHER = "org.carrack.launcher";
    private static final String OURS = "org.carrack.";
    private static final String VERSION = "Bundle-Version";
    private static final String EXPORTS = "Export-Package";

    /** Who has one of these does something when it is started. */
    private static final Set<String> STARTED = Set.of("Bundle-Activator", "Service-Component");

    /** Read by the framework, or long and read by nobody. */
    private static final Set<String> LEFT_OUT = Set.of(
            "Import-Package",
            "DynamicImport-Package",
            "Require-Bundle",
            "Require-Capability",
            "Bundle-RequiredExecutionEnvironment",
            "Bundle-ActivationPolicy",
            "Multi-Release",
            "Private-Package",
            "Include-Resource");

    private static final Pattern USES = Pattern.compile(";\\s*uses:=\\s*(?:\"[^\"]*\"|[^,;\"]+)");

    /** No text in the file is longer. */
    private static final int LONGEST = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private PlatformIndex() {}

    /** The bundles that jars are, in the order of the jars; the libraries come first. */
    static List<PlatformBundle> of(List<String> jars) throws IOException {
        List<PlatformBundle> bundles = new ArrayList<>();
        List<String> libraries = new ArrayList<>();
        List<String> exports = new ArrayList<>();
        String version = "0";
        Properties others = triggersOfOthers();
        for (String jar : jars) {
            File file = new File(jar);
            Map<String, String> headers = headers(file);
            String name = PlatformBundle.symbolicName(headers);
            if (name.equals(LAUNCHER)) {
                version = headers.getOrDefault(VERSION, version);
            }
            if (name.isEmpty() || name.equals(FRAMEWORK) || name.equals(LAUNCHER)) {
                continue;
            }
            headers.keySet().removeAll(LEFT_OUT);
            for (String clauses : List.of(EXPORTS, "Provide-Capability")) {
                headers.computeIfPresent(
                        clauses, (header, value) -> USES.matcher(value).replaceAll(""));
            }
            if (others.containsKey(name)) {
                headers.put(LazyModules.START_ON, String.valueOf(others.get(name)));
            }
            if (name.startsWith(OURS) || headers.keySet().stream().anyMatch(STARTED::contains)) {
                bundles.add(new PlatformBundle(file.getName(), List.of(jar), headers));
            } else {
                libraries.add(jar);
                if (headers.containsKey(EXPORTS)) {
                    exports.add(headers.get(EXPORTS));
                }
            }
        }
        if (!libraries.isEmpty()) {
            Map<String, String> headers = new TreeMap<>(Map.of(
                    "Bundle-ManifestVersion",
                    "2",
                    "Bundle-SymbolicName",
                    LIBRARIES,
                    VERSION,
                    version,
                    "Bundle-Name",
                    "Carrack: libraries"));
            if (!exports.isEmpty()) {
                headers.put(EXPORTS, String.join(",", exports));
            }
            bundles.add(0, new PlatformBundle("libraries", libraries, headers));
        }
        return bundles;
    }

    /** What starts bundles that are not ours, by their symbolic names. */
    private static Properties triggersOfOthers() throws IOException {
        Properties triggers = new Properties();
        try (InputStream in = PlatformIndex.class.getResourceAsStream("lazy.properties")) {
            triggers.load(Objects.requireNonNull(in, "lazy.properties"));
        }
        return triggers;
    }

    /** The main headers of a jar's manifest; none if it has none. */
    private static Map<String, String> headers(File file) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        try (ZipFile jar = new ZipFile(file)) {
            ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
            if (entry != null) {
                try (InputStream in = new BufferedInputStream(jar.getInputStream(entry))) {
                    Attributes main = new Manifest(new ByteArrayInputStream(mainSection(in))).getMainAttributes();
                    main.forEach((name, value) -> headers.put(name.toString(), value.toString()));
                }
            }
        }
        return headers;
    }

    /** What is before the first empty line: signed jars have a digest of each class after it, of some 800 KB in all. */
    private static byte[] mainSection(InputStream in) throws IOException {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        int inLine = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                if (inLine == 0) {
                    break;
                }
                inLine = 0;
            } else if (b != '\r') {
                inLine++;
            }
            section.write(b);
        }
        section.write('\n');
        return section.toByteArray();
    }

    /**
     * Reads what an earlier start has written.
     *
     * @param stamp what the jars are
     * @return nothing if the file is not there, damaged, or of other jars
     */
    static List<PlatformBundle> read(Path file, String stamp) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            if (!text(in).equals(stamp)) {
                return List.of();
            }
            List<PlatformBundle> bundles = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                String name = text(in);
                List<String> jars = new ArrayList<>();
                for (int more = in.readInt(); more > 0; more--) {
                    jars.add(text(in));
                }
                Map<String, String> headers = new HashMap<>();
                for (int more = in.readInt(); more > 0; more--) {
                    headers.put(text(in), text(in));
                }
                bundles.add(new PlatformBundle(name, List.copyOf(jars), headers));
            }
            return in.read() < 0 ? bundles : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a text of %d bytes".formatted(length));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes a file for later starts; several servers may do so at once. */
    static void write(Path file, String stamp, List<PlatformBundle> bundles) throws IOException {
        Path unfinished = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER))) {
            text(out, stamp);
            out.writeInt(bundles.size());
            for (PlatformBundle bundle : bundles) {
                text(out, bundle.name());
                out.writeInt(bundle.jars().size());
                for (String jar : bundle.jars()) {
                    text(out, jar);
                }
                out.writeInt(bundle.headers().size());
                for (Map.Entry<String, String> header : bundle.headers().entrySet()) {
                    text(out, header.getKey());
                    text(out, header.getValue());
                }
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
