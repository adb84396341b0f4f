package org.carrack.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.carrack.bench.talk.TalkModule;
import org.carrack.conversation.ConversationModule;

/** The small bundles that are dropped: for us the hello package under another name, for the peer a site by HTTP Whiteboard. */
final class Bundles {

    private Bundles() {}

    /** The hello package as {@code name}, its site saying {@code text}. */
    static byte[] carrack(Path hello, String name, String version, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(hello))) {
            Manifest manifest = in.getManifest();
            Attributes main = manifest.getMainAttributes();
            main.putValue("Bundle-SymbolicName", name);
            main.putValue("Bundle-Version", version);
            main.putValue("Provide-Capability", "carrack.package;carrack.package=" + name);
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    if (!entry.isDirectory()
                            && !entry.getName().equals("package.toml")
                            && !entry.getName().startsWith("META-INF/")) {
                        put(out, entry.getName(), in);
                    }
                }
                String toml =
                        "name = \"%s\"\nversion = \"%s\"\nis_auth = false\nis_admin = false\n".formatted(name, version)
                                + "[[static_dirs]]\nname = \"frontend\"\npath_url = \"/\"\npath_location = \"frontend\"\n";
                put(out, "package.toml", text(toml));
                put(out, "frontend/said.txt", text(text));
            }
        }
        return bytes.toByteArray();
    }

    /** A bundle whose resource {@code /<name>/said.txt} the Whiteboard serves, with no class of its own but a component's. */
    static byte[] peer(String name, String version, String text) throws IOException {
        Manifest manifest = manifest(name, version, "OSGI-INF/site.xml");
        Attributes main = manifest.getMainAttributes();
        main.putValue(
                "Require-Capability", "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.3.0))\"");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            put(
                    out,
                    "OSGI-INF/site.xml",
                    text("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + name + "\">"
                            + "<implementation class=\"java.lang.Object\"/>"
                            + "<property name=\"osgi.http.whiteboard.resource.pattern\" value=\"/" + name + "/*\"/>"
                            + "<property name=\"osgi.http.whiteboard.resource.prefix\" value=\"/frontend\"/>"
                            + "<service><provide interface=\"java.lang.Object\"/></service></scr:component>"));
            put(out, "frontend/said.txt", text(text));
        }
        return bytes.toByteArray();
    }

    /** A package with a module that answers these patterns. */
    static byte[] talk(String name, String version, List<String> patterns) throws IOException {
        Manifest manifest = manifest(name, version, "OSGI-INF/talk.xml");
        Attributes main = manifest.getMainAttributes();
        main.putValue("Import-Package", "org.carrack.conversation");
        main.putValue("Provide-Capability", "carrack.package;carrack.package=" + name);
        String module = TalkModule.class.getName();
        String file = module.replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest);
                InputStream classFile = Objects.requireNonNull(Bundles.class.getResourceAsStream("/" + file))) {
            put(out, file, classFile);
            put(
                    out,
                    "package.toml",
                    text("name = \"%s\"\nversion = \"%s\"\nis_auth = false\nis_admin = false\n"
                            .formatted(name, version)));
            put(
                    out,
                    "OSGI-INF/talk.xml",
                    text(
                            "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"%s.talk\"><implementation class=\"%s\"/><service><provide interface=\"%s\"/></service></scr:component>"
                                    .formatted(name, module, ConversationModule.class.getName())));
            put(
                    out,
                    "res/locales/en/triggers.json",
                    text(
                            "[{\"TalkModule\": [{\"patterns\": [\"%s\"], \"entries\": [{\"name\": \"what\", \"parser\": \"after\", \"resources\": {\"key\": \"to\"}}]}]}]"
                                    .formatted(String.join("\", \"", patterns))));
            put(
                    out,
                    "res/locales/en/response.json",
                    text("[{\"tag\": \"told\", \"messages\": [\"I was told %what%\"]}]"));
        }
        return bytes.toByteArray();
    }

    /** That of a bundle with one component. */
    private static Manifest manifest(String name, String version, String component) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        main.putValue("Service-Component", component);
        return manifest;
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(JarOutputStream out, String name, InputStream content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        content.transferTo(out);
        out.closeEntry();
    }

    /** Drops bytes into a folder by an atomic rename. */
    static void drop(byte[] bytes, Path folder, String name) throws IOException {
        Path hidden = folder.resolveSibling("." + name + ".tmp");
        Files.write(hidden, bytes);
        Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
