package org.carrack.bnd;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Resource;
import aQute.bnd.service.AnalyzerPlugin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.carrack.model.DescriptorReader;
import org.carrack.model.ManifestHeaders;
import org.carrack.model.Problem;
import org.carrack.model.Reading;

/**
 * A bnd plugin ({@code -plugin.carrack: org.carrack.bnd.PackagePlugin}) that makes a bundle out of a package: it reads
 * {@code package.toml} or {@code bundle.xml} from the bundle's content or from the project's folder, sets the headers it
 * asks for and puts the descriptor, and a README.md, into the bundle. Errors stop the build with file, line and column.
 *
 * <p>{@code Require-Bundle} and {@code Provide-Capability} of the build are kept, the descriptor's clauses are added.
 */
public final class PackagePlugin implements AnalyzerPlugin {

    /** The package's documentation, shown by {@code package info}. */
    private static final String README = "README.md";

    @Override
    public boolean analyzeJar(Analyzer analyzer) throws IOException {
        Jar jar = analyzer.getJar();
        for (String file : new String[] {DescriptorReader.TOML, DescriptorReader.XML, README}) {
            File inProject = analyzer.getFile(file);
            // Also if there is one in the jar: that is of the last build.
            if (inProject.isFile()) {
                jar.putResource(
                        file, new EmbeddedResource(Files.readAllBytes(inProject.toPath()), inProject.lastModified()));
            }
        }
        Reading reading = DescriptorReader.readPackage(path -> content(jar, path))
                .orElseThrow(() -> new IOException("This is no package: there is neither %s nor %s in %s"
                        .formatted(DescriptorReader.TOML, DescriptorReader.XML, analyzer.getBase())));
        for (Problem warning : reading.warnings()) {
            analyzer.warning("%s", warning);
        }
        Map<String, String> headers =
                ManifestHeaders.of(reading.descriptor().orElseThrow(() -> new IOException(reading.errorText())));
        headers.forEach((header, value) -> {
            String given = isList(header) ? analyzer.getProperty(header) : null;
            analyzer.setProperty(header, given == null || given.isBlank() ? value : given + "," + value);
        });
        return false;
    }

    private static boolean isList(String header) {
        return header.equals(Constants.REQUIRE_BUNDLE) || header.equals(Constants.PROVIDE_CAPABILITY);
    }

    private static Optional<byte[]> content(Jar jar, String path) throws IOException {
        Resource resource = jar.getResource(path);
        if (resource == null) {
            return Optional.empty();
        }
        try (var in = resource.openInputStream()) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // bnd's Resource declares Exception; every implementation throws IOException.
            throw new IOException(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
