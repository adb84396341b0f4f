package org.carrack.runtime.manager.internal.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.carrack.config.handler.PackageFiles;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.model.ManifestHeaders;
import org.carrack.model.PackageVersion;
import org.carrack.model.Problem;
import org.carrack.model.Reading;
import org.carrack.spi.source.CompilationException;
import org.carrack.spi.source.SourceCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a package from a bundle jar, or from a zip, tar.gz or folder with a descriptor, and puts its bundle into the
 * artifact store; one with Java sources is left to be compiled. An archive is copied before it is looked at, so one that
 * changes meanwhile does no harm.
 */
public final class SourceReader {

    /** The largest script or page that is checked; a larger one counts as empty. */
    private static final int LARGEST_CHECKED = 1 << 16;

    /** As the OSGi Core specification has it; possessive, so that no name makes the matcher recurse. */
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+");

    private static final Pattern SHORT_VERSION = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?");

    /** Longer names fit into no message, file name or table. */
    private static final int LONGEST_NAME = 200;

    /** A descriptor is text that a person writes. */
    private static final int LONGEST_DESCRIPTOR = 4 << 20;

    private static final int LONGEST_README = 64 << 10;

    /** A class or source file in a folder of chats, at the top or in the Java package of that name. */
    private static final Pattern CHAT =
            Pattern.compile("(?:.*/)?(?:chats|chatflows)/([A-Z][A-Za-z0-9_]*)\\.(?:class|java)");

    private final ArtifactStore store;
    private final DescriptorCache descriptors;
    private final LongSupplier unpackedLimit;

    /** @param unpackedLimit how many bytes an archive may unpack to */
    public SourceReader(ArtifactStore store, DescriptorCache descriptors, LongSupplier unpackedLimit) {
        this.store = store;
        this.descriptors = descriptors;
        this.unpackedLimit = unpackedLimit;
    }

    /**
     * Reads a package.
     *
     * @param workspace where it is unpacked; must stay open until a package with sources has been compiled
     * @throws SourceException if there is none, or none that can be taken
     * @throws IOException if the file cannot be read, or the store cannot be written
     */
    public PackageSource open(Path source, Workspace workspace) throws SourceException, IOException {
        if (Files.isDirectory(source)) {
            // A link to a folder is that folder.
            return folder(String.valueOf(source.getFileName()), source.toRealPath());
        }
        if (!Files.isRegularFile(source)) {
            throw new SourceException(
                    Files.exists(source)
                            ? "%s is neither a file nor a folder".formatted(source.getFileName())
                            : "there is no file or folder %s".formatted(source));
        }
        String name = String.valueOf(source.getFileName());
        if (Tarball.is(source)) {
            Path unpacked = workspace.folder();
            Tarball.unpack(source, unpacked, unpackedLimit.getAsLong());
            return folder(name, unpacked);
        }
        // Only opened: a file that is still being copied has no directory at its end yet.
        try {
            Archives.zip(source).close();
        } catch (ZipException e) {
            Optional<String> other = Archives.nonZipFormat(source);
            if (other.isPresent()) {
                throw new SourceException(
                        "%s is %s, which is no package here; pack it as a zip or tar.gz".formatted(name, other.get()));
            }
            refuseEncrypted(name, source);
            throw new SourceException(
                    "%s is not a whole zip archive (%s); if it is still being copied it is taken when it is complete, else copy it again"
                            .formatted(name, e.getMessage()),
                    true);
        }
        String sha256;
        try (InputStream in = Files.newInputStream(source)) {
            sha256 = store.put(in);
        }
        return archive(name, sha256, workspace);
    }

    /** The descriptor of a package, read for itself; nothing if there is none, or no way to it. */
    public static Optional<Reading> descriptor(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return DescriptorReader.readPackage(path -> {
                Path file = source.resolve(path);
                return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            });
        }
        try (ZipFile zip = Archives.zip(source)) {
            return DescriptorReader.readPackage(path -> content(zip, path));
        } catch (ZipException e) {
            return Optional.empty();
        }
    }

    /** Which files a package has, in a folder or archive. */
    public static PackageFiles files(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            Path resources = source.resolve("src/main/resources");
            Set<String> paths = new TreeSet<>();
            for (Path root : List.of(source, resources)) {
                if (Files.isDirectory(root)) {
                    try (Stream<Path> all = Files.walk(root)) {
                        all.filter(Files::isRegularFile)
                                .forEach(file -> paths.add(root.relativize(file).toString()));
                    }
                }
            }
            return new ArchiveFiles(
                    paths,
                    path -> {
                        Path file = Files.isRegularFile(source.resolve(path))
                                ? source.resolve(path)
                                : resources.resolve(path);
                        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
                    },
                    path -> Files.exists(source.resolve(path)) || Files.exists(resources.resolve(path)));
        }
        Map<String, byte[]> contents = new TreeMap<>();
        try (ZipFile zip = Archives.zip(source)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                // Some tools of Windows write its own separator.
                String path = entry.getName().replace('\\', '/');
                boolean isSmall = entry.getSize() >= 0 && entry.getSize() <= LARGEST_CHECKED;
                try (InputStream in = zip.getInputStream(entry)) {
                    contents.put(path, isSmall && !path.endsWith("/") ? in.readNBytes(LARGEST_CHECKED) : new byte[0]);
                }
            }
        } catch (ZipException e) {
            // Its format is reported when it is opened.
            return path -> true;
        }
        Set<String> names = contents.keySet();
        return new ArchiveFiles(
                names,
                path -> names.stream()
                        .filter(name -> name.equals(path) || name.endsWith("/" + path))
                        .findFirst()
                        .map(contents::get),
                path -> names.stream()
                        .anyMatch(name ->
                                name.equals(path) || name.startsWith(path + "/") || name.contains("/" + path + "/")));
    }

    /** Reads a package whose bundle is in the store already. */
    public PackageArtifact stored(String sha256) throws SourceException, IOException {
        try (ZipFile zip = new ZipFile(store.path(sha256).toFile())) {
            return bundle(zip, headers(zip), sha256, sha256);
        }
    }

    private PackageSource archive(String name, String sha256, Workspace workspace) throws SourceException, IOException {
        try {
            ZipFile zip = workspace.keep(Archives.zip(store.path(sha256)));
            check(name, zip, Files.size(store.path(sha256)));
            Attributes headers = headers(zip);
            if (headers.getValue("Bundle-SymbolicName") != null) {
                PackageArtifact content = bundle(zip, headers, name, sha256);
                JavaVersionCheck.refuseNewer(content, headers, zip);
                return content;
            }
            refuseLinks(name, store.path(sha256));
            return resources(name, entries(zip));
        } catch (ZipException e) {
            refuseEncrypted(name, store.path(sha256));
            throw new SourceException("%s is damaged (%s); copy it again".formatted(name, e.getMessage()), true);
        }
    }

    /** A zip whose directory is whole may still hold damaged content, and names that lead out of it. */
    private void check(String name, ZipFile zip, long size) throws SourceException, IOException {
        byte[] buffer = new byte[8192];
        UnpackLimit limits = new UnpackLimit(name, size, unpackedLimit.getAsLong());
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String path = entry.getName();
            ArchiveEntryNames.check(name, path);
            limits.file();
            try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    limits.add(count);
                }
                if (entry.getCrc() >= 0 && in.getChecksum().getValue() != entry.getCrc()) {
                    refuseEncrypted(name, Path.of(zip.getName()));
                    throw new SourceException(
                            "%s is damaged: the checksum of %s is wrong; copy it again".formatted(name, path), true);
                }
            }
        }
    }

    private static void refuseEncrypted(String name, Path file) throws SourceException {
        if (Archives.isEncrypted(file)) {
            throw new SourceException(
                    "%s is encrypted, and nobody here has its password; pack it without one".formatted(name));
        }
    }

    /** The JDK takes a link in a zip for a file that holds its target. */
    private static void refuseLinks(String name, Path file) throws SourceException, IOException {
        try (org.apache.commons.compress.archivers.zip.ZipFile zip =
                org.apache.commons.compress.archivers.zip.ZipFile.builder()
                        .setPath(file)
                        .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.isUnixSymlink()) {
                    throw ArchiveEntryNames.leadsOut(name, entry.getName(), zip.getUnixSymlink(entry));
                }
            }
        }
    }

    private static Attributes headers(ZipFile zip) throws IOException {
        ZipEntry manifest = zip.getEntry(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            return new Attributes();
        }
        try (InputStream in = zip.getInputStream(manifest)) {
            return new Manifest(in).getMainAttributes();
        }
    }

    private static Attributes headers(byte[] jar) throws IOException {
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            Manifest manifest = in.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        }
    }

    private PackageArtifact bundle(ZipFile zip, Attributes headers, String file, String sha256)
            throws SourceException, IOException {
        String name = withoutDirectives(headers.getValue("Bundle-SymbolicName"));
        if (name.length() > LONGEST_NAME) {
            throw new SourceException(
                    "the Bundle-SymbolicName of %s has %,d characters, and at most %d are allowed; give it a shorter one"
                            .formatted(file, name.length(), LONGEST_NAME));
        }
        if (!SYMBOLIC_NAME.matcher(name).matches()) {
            throw new SourceException(
                    "\"%s\", the Bundle-SymbolicName of %s, is no symbolic name: use letters, digits, _, - and single dots between them"
                            .formatted(name, file));
        }
        if (headers.getValue("Fragment-Host") != null) {
            throw new SourceException("%s is a fragment of the bundle %s, not a package; put its content into a package"
                    .formatted(file, withoutDirectives(headers.getValue("Fragment-Host"))));
        }
        PackageVersion version = version(file, headers.getValue("Bundle-Version"));
        Optional<Reading> reading =
                DescriptorReader.readPackage(path -> content(zip, path), descriptors.parserOf(sha256));
        if (reading.isEmpty()) {
            String pointer = headers.getValue(ManifestHeaders.CARRACK_PACKAGE);
            if (pointer != null) {
                throw new SourceException(
                        "the manifest of %s names the descriptor %s, which is not there; build it again"
                                .formatted(file, pointer));
            }
            return new PackageArtifact(
                    name,
                    version,
                    sha256,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    isSingleton(headers),
                    exports(headers),
                    List.of(),
                    documentation(path -> content(zip, path)));
        }
        Descriptor descriptor = descriptor(file, reading.get());
        if (!descriptor.name().equals(name) || !descriptor.version().equals(version)) {
            throw new SourceException("%s says %s %s in its manifest and %s %s in %s; build it again"
                    .formatted(file, name, version, descriptor.name(), descriptor.version(), descriptor.file()));
        }
        List<String> paths =
                Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList();
        return new PackageArtifact(
                name,
                version,
                sha256,
                Optional.of(descriptor),
                PackageTags.of(descriptor, headers, paths, path -> content(zip, path)),
                warnings(reading.get(), descriptor, paths),
                isSingleton(headers),
                exports(headers),
                chats(paths),
                documentation(path -> content(zip, path)));
    }

    private static boolean isSingleton(Attributes headers) {
        return String.valueOf(headers.getValue("Bundle-SymbolicName"))
                .replace(" ", "")
                .contains("singleton:=true");
    }

    private static Set<String> exports(Attributes headers) {
        return ManifestHeader.paths(headers.getValue("Export-Package"));
    }

    /** The names of the classes and source files in the folders of chats. */
    private static List<String> chats(Collection<String> paths) {
        return paths.stream()
                .map(CHAT::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .sorted()
                .distinct()
                .toList();
    }

    private static String documentation(DescriptorReader.Files files) throws IOException {
        for (String file : List.of("README.md", "wiki/README.md")) {
            Optional<byte[]> text = files.read(file);
            if (text.isPresent() && text.get().length <= LONGEST_README) {
                return new String(text.get(), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private PackageSource folder(String name, Path folder) throws SourceException, IOException {
        SortedMap<String, SourceCompiler.Content> files = new TreeMap<>();
        Path real = folder.toRealPath();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (IgnoredFiles.isLeftOut(path)) {
                    continue;
                }
                if (Files.isSymbolicLink(file)) {
                    refuseIfOut(name, path, file, real);
                }
                if (Files.isRegularFile(file)) {
                    files.put(path, () -> Files.newInputStream(file));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return resources(name, files);
    }

    private static void refuseIfOut(String name, String path, Path link, Path folder)
            throws SourceException, IOException {
        Path target = Files.readSymbolicLink(link);
        if (!Files.exists(link)) {
            throw new SourceException(
                    "%s holds the symbolic link %s to %s, which is not there; remove it".formatted(name, path, target));
        }
        if (!link.toRealPath().startsWith(folder)) {
            throw ArchiveEntryNames.leadsOut(name, path, target.toString());
        }
    }

    private static SortedMap<String, SourceCompiler.Content> entries(ZipFile zip) {
        SortedMap<String, SourceCompiler.Content> files = new TreeMap<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            // Some programs for Windows write its separator.
            String path = entry.getName().replace('\\', '/');
            if (!path.endsWith("/")) {
                files.put(path, () -> zip.getInputStream(entry));
            }
        }
        return files;
    }

    /** Makes a bundle of a descriptor and the resources beside it; Java sources are left to be compiled. */
    private PackageSource resources(String source, SortedMap<String, SourceCompiler.Content> all)
            throws SourceException, IOException {
        all.keySet().removeIf(IgnoredFiles::isLeftOut);
        SortedMap<String, SourceCompiler.Content> files = withoutOutput(SourceLayout.flatten(fromRoot(all)));
        Reading reading = DescriptorReader.readPackage(path -> content(files, path))
                .orElseThrow(() -> new SourceException("%s is no package: it has no %s, no %s and no bundle manifest"
                        .formatted(source, DescriptorReader.TOML, DescriptorReader.XML)));
        Descriptor descriptor = descriptor(source, reading);
        Optional<String> code =
                files.keySet().stream().filter(path -> path.endsWith(".class")).findFirst();
        if (code.isPresent()) {
            throw new SourceException(
                    "%s holds compiled code (%s) and no bundle manifest; build it with bnd-maven-plugin and drop the jar, or bring the .java files"
                            .formatted(source, code.get()));
        }
        if (files.keySet().stream().anyMatch(path -> path.endsWith(".java"))) {
            return new UncompiledPackage(descriptor, files, warnings(reading, descriptor, files.keySet()));
        }
        String sha256 = store.put(out -> BundleWriter.write(descriptor, files, out));
        return new PackageArtifact(
                descriptor.name(),
                descriptor.version(),
                sha256,
                Optional.of(descriptor),
                PackageTags.of(descriptor, new Attributes(), files.keySet(), path -> content(files, path)),
                warnings(reading, descriptor, files.keySet()),
                false,
                Set.of(),
                List.of(),
                documentation(path -> content(files, path)));
    }

    /** The files without what an IDE or a build has made of the sources beside them. */
    private static SortedMap<String, SourceCompiler.Content> withoutOutput(
            SortedMap<String, SourceCompiler.Content> files) {
        if (files.keySet().stream().noneMatch(path -> path.endsWith(".java"))) {
            return files;
        }
        Set<String> output = files.keySet().stream()
                .filter(path -> path.endsWith(".class") && IgnoredFiles.isOutput(path))
                .map(path -> path.substring(0, path.indexOf('/') + 1))
                .collect(Collectors.toSet());
        SortedMap<String, SourceCompiler.Content> kept = new TreeMap<>(files);
        kept.keySet().removeIf(path -> output.stream().anyMatch(path::startsWith));
        return kept;
    }

    /**
     * Compiles a package that was opened.
     *
     * @param dependencies the bundles of what it depends on
     */
    public PackageArtifact build(UncompiledPackage unbuilt, SourceCompiler compiler, List<Path> dependencies)
            throws CompilationException, IOException {
        Descriptor descriptor = unbuilt.descriptor();
        SortedMap<String, SourceCompiler.Content> files = new TreeMap<>(unbuilt.files());
        SourceLayout.addDocumentation(files);
        SourceCompiler.Sources sources = new SourceCompiler.Sources(
                descriptor.name(), descriptor.version().osgi(), files, ManifestHeaders.of(descriptor), dependencies);
        // In memory first: nothing but whole bundles goes into the store.
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        compiler.compile(sources, bundle);
        String sha256 = store.put(bundle::writeTo);
        Attributes headers = headers(bundle.toByteArray());
        return new PackageArtifact(
                descriptor.name(),
                descriptor.version(),
                sha256,
                Optional.of(descriptor),
                PackageTags.of(descriptor, headers, files.keySet(), path -> content(files, path)),
                unbuilt.warnings(),
                false,
                exports(headers),
                chats(files.keySet()),
                documentation(path -> content(files, path)));
    }

    /** The files of the one folder at the top, where the archive was made of a folder and not of what is in it. */
    private static SortedMap<String, SourceCompiler.Content> fromRoot(SortedMap<String, SourceCompiler.Content> files) {
        List<String> tops = files.keySet().stream()
                .map(path -> path.substring(0, path.indexOf('/') + 1))
                .distinct()
                .toList();
        if (tops.size() != 1 || tops.get(0).isEmpty()) {
            return files;
        }
        int cut = tops.get(0).length();
        SortedMap<String, SourceCompiler.Content> inside = new TreeMap<>();
        files.forEach((path, content) -> inside.put(path.substring(cut), content));
        return inside;
    }

    private static Descriptor descriptor(String source, Reading reading) throws SourceException {
        if (reading.descriptor().isEmpty()) {
            throw new SourceException(source + ": " + reading.errorText().replace("\n", "; "));
        }
        return reading.descriptor().get();
    }

    /** What is odd in a descriptor, and code beside it that is not run. */
    private static List<String> warnings(Reading reading, Descriptor descriptor, Collection<String> paths) {
        List<String> warnings = new ArrayList<>();
        reading.warnings().stream().map(Problem::toString).forEach(warnings::add);
        paths.stream()
                .filter(path -> path.endsWith(".py")
                        && (path.startsWith(descriptor.actorsDir() + "/")
                                || path.startsWith(descriptor.chatsDir() + "/")))
                .sorted()
                .findFirst()
                .ifPresent(path -> warnings.add(
                        "%s is Python, which is not run: actors and chats are written in Java".formatted(path)));
        return warnings;
    }

    private static Optional<byte[]> content(ZipFile zip, String path) throws IOException {
        ZipEntry entry = zip.getEntry(path);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return Optional.of(descriptorBytes(path, in));
        }
    }

    private static Optional<byte[]> content(SortedMap<String, SourceCompiler.Content> files, String path)
            throws IOException {
        SourceCompiler.Content content = files.get(path);
        if (content == null) {
            return Optional.empty();
        }
        try (InputStream in = content.open()) {
            return Optional.of(descriptorBytes(path, in));
        }
    }

    private static byte[] descriptorBytes(String path, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST_DESCRIPTOR + 1);
        if (bytes.length > LONGEST_DESCRIPTOR) {
            throw new IOException("%s is larger than %d MiB".formatted(path, LONGEST_DESCRIPTOR >> 20));
        }
        return bytes;
    }

    /** OSGi allows one or two numbers, and none at all. */
    private static PackageVersion version(String file, @Nullable String bundleVersion) throws SourceException {
        String text = bundleVersion == null ? "0.0.0" : bundleVersion.trim();
        Matcher numbers = SHORT_VERSION.matcher(text);
        if (numbers.matches()) {
            text = numbers.group(1) + "." + (numbers.group(2) == null ? "0" : numbers.group(2)) + ".0";
        }
        String whole = text;
        return PackageVersion.parse(whole)
                .orElseThrow(() -> new SourceException(
                        "\"%s\", the Bundle-Version of %s, is no version: write major.minor.micro, with a qualifier of at most 64 letters, digits, _ and - behind it"
                                .formatted(whole, file)));
    }

    private static String withoutDirectives(String header) {
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).trim();
    }
}
