package org.carrack.runtime.compiler.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.carrack.config.SourceLocation;
import org.carrack.model.javadoc.JavadocProcessor;
import org.carrack.spi.source.CompilationException;
import org.carrack.spi.source.CompilationException.Mistake;
import org.carrack.spi.source.SourceCompiler;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiles with the JDK's own compiler, in this process. */
@Component
public final class JavaCompilation implements SourceCompiler {

    private static final Logger LOG = LoggerFactory.getLogger(JavaCompilation.class);

    /** Java 17 is what every server runs on at least; parameter names are kept, actors need them. */
    private static final List<String> OPTIONS = List.of("--release", "17", "-parameters", "-g", "-Xlint:none");

    private final BundleContext context;

    @Activate
    public JavaCompilation(BundleContext context) {
        this.context = context;
    }

    @Override
    public synchronized void compile(Sources sources, OutputStream bundle) throws CompilationException, IOException {
        long begin = System.nanoTime();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaSource> units = units(sources);
        if (compiler == null) {
            throw new CompilationException(
                    List.of(
                            new Mistake(
                                    new SourceLocation(units.get(0).path(), 0, 0),
                                    "this server runs on a JRE, which cannot compile; start it with a JDK, or build the package with Maven and add the jar")));
        }
        List<Exports> exports = new ArrayList<>();
        List<Closeable> open = new ArrayList<>();
        try (StandardJavaFileManager jdk =
                compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            for (Path dependency : sources.dependencies()) {
                JarExports jar = new JarExports(dependency);
                open.add(jar);
                exports.add(jar);
            }
            exports.addAll(platform());
            JarExports framework = new JarExports(frameworkJar());
            open.add(framework);
            exports.add(framework);
            ClassPath classPath = new ClassPath(jdk, exports);
            compile(compiler, classPath, units);
            long compiled = System.nanoTime();
            BundleMaker.make(sources, classPath.written(), classPath.used(), bundle);
            LOG.debug(
                    "{} sources of {} compiled in {} ms, bundled in {} ms",
                    units.size(),
                    sources.name(),
                    (compiled - begin) / 1_000_000,
                    (System.nanoTime() - compiled) / 1_000_000);
        } finally {
            for (Closeable jar : open) {
                jar.close();
            }
        }
    }

    private static List<JavaSource> units(Sources sources) throws CompilationException, IOException {
        String home = JavaSource.home(sources.name());
        List<JavaSource> units = new ArrayList<>();
        for (Map.Entry<String, Content> file : sources.files().entrySet()) {
            if (file.getKey().endsWith(".java") && !file.getKey().endsWith("module-info.java")) {
                byte[] bytes;
                try (InputStream in = file.getValue().open()) {
                    bytes = in.readAllBytes();
                }
                try {
                    String text = StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
                    units.add(new JavaSource(file.getKey(), text, home));
                } catch (CharacterCodingException e) {
                    throw new CompilationException(List.of(new Mistake(
                            new SourceLocation(file.getKey(), 0, 0), "this is not UTF-8; save it as UTF-8")));
                }
            }
        }
        return units;
    }

    private static void compile(JavaCompiler compiler, ClassPath classPath, List<JavaSource> units)
            throws CompilationException {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaCompiler.CompilationTask task = compiler.getTask(null, classPath, diagnostics, OPTIONS, null, units);
        task.setProcessors(List.of(new JavadocProcessor()));
        boolean isGood = task.call();
        if (!isGood) {
            throw new CompilationException(diagnostics.getDiagnostics().stream()
                    .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                    .map(JavaCompilation::mistake)
                    .distinct()
                    .toList());
        }
    }

    private static Mistake mistake(Diagnostic<? extends JavaFileObject> diagnostic) {
        String message = diagnostic
                .getMessage(Locale.ENGLISH)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
        @Nullable JavaFileObject file = diagnostic.getSource();
        if (file instanceof JavaSource source) {
            long line = diagnostic.getLineNumber();
            return new Mistake(
                    new SourceLocation(source.path(), (int) line, source.column(line, diagnostic.getColumnNumber())),
                    message);
        }
        return new Mistake(new SourceLocation(file == null ? "sources" : file.getName(), 0, 0), message);
    }

    /** All bundles that are no packages: what they export, every package may use. */
    private List<Exports> platform() {
        List<Exports> platform = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring != null
                    && bundle.getBundleId() != 0
                    && bundle.getHeaders("").get("Carrack-Package") == null) {
                platform.add(new BundleExports(bundle, wiring));
            }
        }
        return platform;
    }

    /** The framework's own classes are in no bundle that could be listed. */
    private static Path frameworkJar() throws IOException {
        try {
            return Path.of(Bundle.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IOException("the framework's jar cannot be found", e);
        }
    }
}
