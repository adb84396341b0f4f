package org.carrack.runtime.compiler.internal;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Manifest;
import org.carrack.config.SourceLocation;
import org.carrack.spi.source.CompilationException;
import org.carrack.spi.source.CompilationException.Mistake;
import org.carrack.spi.source.SourceCompiler.Content;
import org.carrack.spi.source.SourceCompiler.Sources;

/** Makes a bundle of compiled classes and resources: bnd writes its manifest and the descriptions of its components. */
final class BundleMaker {

    private BundleMaker() {}

    static void make(
            Sources sources, Map<String, byte[]> classes, Map<Exports, Set<String>> classPath, OutputStream out)
            throws CompilationException, IOException {
        List<Jar> jars = new ArrayList<>();
        try (Builder builder = new Builder();
                Jar jar = new Jar(sources.name())) {
            classes.forEach((path, bytes) -> jar.putResource(path, new EmbeddedResource(bytes, 0)));
            for (Map.Entry<String, Content> file : sources.files().entrySet()) {
                boolean isForUs =
                        file.getKey().endsWith(".java") || file.getKey().equalsIgnoreCase("META-INF/MANIFEST.MF");
                if (!isForUs) {
                    try (InputStream in = file.getValue().open()) {
                        jar.putResource(file.getKey(), new EmbeddedResource(in.readAllBytes(), 0));
                    }
                }
            }
            jar.setReproducible("true");
            builder.setJar(jar);
            for (Map.Entry<Exports, Set<String>> bundle : classPath.entrySet()) {
                Jar exported = jar(bundle.getKey(), bundle.getValue());
                jars.add(exported);
                builder.addClasspath(exported);
            }
            sources.headers().forEach(builder::setProperty);
            builder.setProperty(Constants.EXPORT_PACKAGE, exports(sources, classes.keySet()));
            builder.setProperty(Constants.NOIMPORTJAVA, "true");
            builder.setProperty(Constants.REPRODUCIBLE, "true");
            Manifest manifest = builder.calcManifest();
            if (!builder.getErrors().isEmpty()) {
                SourceLocation where =
                        new SourceLocation(sources.headers().getOrDefault("Carrack-Package", "package.toml"), 0, 0);
                throw new CompilationException(builder.getErrors().stream()
                        .map(error ->
                                new Mistake(where, error.lines().findFirst().orElse("")))
                        .toList());
            }
            jar.setManifest(manifest);
            jar.write(out);
        } catch (CompilationException | IOException e) {
            throw e;
        } catch (Exception e) { // bnd declares it
            throw new IOException("bnd failed: " + e.getMessage(), e);
        } finally {
            jars.forEach(Jar::close);
        }
    }

    /** Of a bundle what bnd looks at: which versions it exports, and the classes that were used. */
    private static Jar jar(Exports bundle, Set<String> packages) throws IOException {
        Jar jar = new Jar(bundle.symbolicName());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, bundle.symbolicName());
        manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, bundle.version());
        manifest.getMainAttributes().putValue(Constants.EXPORT_PACKAGE, bundle.header());
        jar.setManifest(manifest);
        for (String name : packages) {
            for (Exports.ClassFile file : bundle.classes(name)) {
                try (InputStream in = file.content().open()) {
                    jar.putResource(file.path(), new EmbeddedResource(in.readAllBytes(), 0));
                }
            }
        }
        return jar;
    }

    /**
     * All of the package's Java packages but those named internal, so that others can be compiled against them. Not
     * imported by the package itself: each version keeps its own.
     */
    private static String exports(Sources sources, Set<String> paths) {
        Set<String> names = new TreeSet<>();
        for (String path : paths) {
            int end = path.lastIndexOf('/');
            if (end > 0 && path.endsWith(".class")) {
                names.add(path.substring(0, end).replace('/', '.'));
            }
        }
        List<String> clauses = names.stream()
                .filter(name -> !("." + name + ".").contains(".internal."))
                .map(name -> "%s;version=\"%s\";-noimport:=true".formatted(name, sources.version()))
                .toList();
        return clauses.isEmpty() ? "!*" : String.join(",", clauses);
    }
}
