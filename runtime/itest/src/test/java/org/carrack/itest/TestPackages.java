package org.carrack.itest;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.carrack.bnd.PackagePlugin;

/**
 * Builds the packages that the tests drop in, before the framework is there: from classes of this module, with the bnd
 * plugin that authors use.
 */
final class TestPackages {

    private static final String CODE = "org.carrack.itest.packages.";

    private static final Path FOLDER = Path.of(
            System.getProperty("carrack.itest.target"), "packages", System.getProperty("carrack.itest.machine"));

    private TestPackages() {}

    /** The sources of a package whose one actor tries everything that a call can be. */
    static final Path TRANSPORTS = Path.of(System.getProperty("carrack.itest.target"), "test-classes", "transports");

    /** The sources of a package whose chats ask everything that there is to ask. */
    static final Path CHATTY = Path.of(System.getProperty("carrack.itest.target"), "test-classes", "chatty");

    static final String OPEN = "is_auth = false\nis_admin = false\n";

    /** Copies a folder to where nothing is yet. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    /** One that is built; its folder is that of this virtual machine, as tests in another build them, too. */
    static Path built(String file) {
        return FOLDER.resolve(file);
    }

    static void buildAll() {
        Path folder = FOLDER;
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < 3; i++) {
                build(folder, "answers-1.0." + i + ".jar", toml("answers", "1.0." + i), "answers", Map.of());
            }
            build(folder, "carsmaker.jar", toml("carsmaker", "1.0.0"), "cars", Map.of());
            for (String fault : new String[] {"throwing", "hook"}) {
                build(folder, fault + ".jar", toml(fault, "1.0.0"), "faulty." + fault, Map.of());
            }
            build(folder, "answers-bad.jar", toml("answers", "1.1.0"), "faulty.throwing", Map.of());
            build(
                    folder,
                    "missing.jar",
                    toml("missing", "1.0.0"),
                    "faulty.missing",
                    Map.of("Import-Package", "!org.carrack.itest.packages.servlets,*"));
            build(folder, "killer.jar", toml("killer", "1.0.0"), "killer", Map.of());
            build(folder, "hooks.jar", toml("hooks", "1.0.0"), "hooks", Map.of());
            build(
                    folder,
                    "importing.jar",
                    toml("importing", "1.0.0"),
                    "hooks",
                    Map.of("Import-Package", "com.example.nowhere;version=\"[1.2,2)\",*"));
            for (String name : new String[] {"one", "two"}) {
                build(
                        folder,
                        "servlet-" + name + ".jar",
                        toml("servlet-" + name, "1.0.0"),
                        "servlets",
                        Map.of(
                                "Service-Component",
                                "OSGI-INF/servlet.xml",
                                "-includeresource.servlet",
                                "OSGI-INF/servlet.xml;literal='" + servletXml(name) + "'"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String servletXml(String name) {
        return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"greeting\">"
                + "<implementation class=\"org.carrack.itest.packages.servlets.GreetingServlet\"/>"
                + "<property name=\"osgi.http.whiteboard.servlet.pattern\" value=\"/greeting/" + name + "\"/>"
                + "<service><provide interface=\"jakarta.servlet.Servlet\"/></service></scr:component>";
    }

    static String toml(String name, String version) {
        return "name = \"%s\"\nversion = \"%s\"\n%s".formatted(name, version, OPEN);
    }

    private static void build(Path folder, String file, String toml, String code, Map<String, String> more)
            throws IOException {
        Path base = Files.createTempDirectory("package");
        Files.writeString(base.resolve("package.toml"), toml);
        try (Builder builder = new Builder()) {
            builder.setBase(base.toFile());
            builder.addBasicPlugin(new PackagePlugin());
            builder.setClasspath(classPath());
            builder.setProperty("-privatepackage", CODE + code);
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("-dsannotations", code.equals("servlets") ? "!*" : "*");
            more.forEach(builder::setProperty);
            builder.build().write(folder.resolve(file).toFile());
            if (!builder.isOk()) {
                throw new IOException(file + ": " + builder.getErrors());
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // bnd declares it
            throw new IOException(file, e);
        }
    }

    private static File[] classPath() {
        String[] entries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator, -1);
        return java.util.Arrays.stream(entries)
                .map(File::new)
                .filter(File::exists)
                .toArray(File[]::new);
    }
}
