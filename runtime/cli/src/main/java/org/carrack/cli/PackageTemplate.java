package org.carrack.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the files of a new package, from the templates beside this class. */
final class PackageTemplate {

    private static final String MAIN_CODE = "src/main/java/";

    private final String name;
    private final Path folder;

    PackageTemplate(String name, Path parent) throws CommandException {
        if (!name.matches("[a-z][a-z0-9_-]{0,127}")) {
            throw new CommandException(
                    "\"%s\" is no package name: use lower-case letters, digits, _ and -, starting with a letter"
                            .formatted(name));
        }
        this.name = name;
        folder = parent.resolve(name).toAbsolutePath().normalize();
    }

    /** Writes the files and returns their folder. */
    Path create(boolean maven) throws IOException, CommandException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of(folder)) {
                if (files.findAny().isPresent()) {
                    throw new CommandException(
                            "%s is there already; remove it, or choose another name".formatted(folder));
                }
            }
        }
        Map<String, String> files = maven ? mavenFiles() : sourceFiles();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            // In a Maven project classes name their Java package; in a folder of sources they need not.
            String declaration = file.getKey().startsWith(MAIN_CODE)
                    ? "package %s;\n\n".formatted(javaPackageOf(file.getKey()))
                    : "";
            Files.writeString(path, declaration + filled(file.getValue()), StandardCharsets.UTF_8);
            if (file.getKey().equals("mvnw")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        if (!maven) {
            for (String empty : new String[] {"services", "models"}) {
                Files.createDirectories(folder.resolve(empty));
            }
        }
        return folder;
    }

    private Map<String, String> sourceFiles() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("package.toml", "package.toml");
        files.put("README.md", "README.md");
        files.put("%sPackage.java".formatted(className()), "Package.java");
        files.put("actors/%sActor.java".formatted(className()), "Actor.java");
        files.put("chats/%sChatflow.java".formatted(className()), "Chatflow.java");
        files.put("frontend/index.html", "index.html");
        files.put("wiki/README.md", "wiki.md");
        return files;
    }

    private Map<String, String> mavenFiles() {
        String code = javaPackage().replace('.', '/');
        Map<String, String> files = new LinkedHashMap<>();
        files.put("package.toml", "package.toml");
        files.put("README.md", "README-maven.md");
        files.put("pom.xml", "pom.xml");
        files.put(".gitignore", "gitignore");
        files.put("mvnw", "wrapper/mvnw");
        files.put(".mvn/wrapper/maven-wrapper.properties", "wrapper/maven-wrapper.properties");
        files.put("src/main/java/%s/%sPackage.java".formatted(code, className()), "Package.java");
        files.put("src/main/java/%s/actors/%sActor.java".formatted(code, className()), "Actor.java");
        files.put("src/main/java/%s/chats/%sChatflow.java".formatted(code, className()), "Chatflow.java");
        files.put("src/main/resources/frontend/index.html", "index.html");
        files.put("src/test/java/%s/%sIT.java".formatted(code, className()), "maven/IT.java");
        files.put("src/test/resources/exam.properties", "maven/exam.properties");
        return files;
    }

    private static String javaPackageOf(String path) {
        return path.substring(MAIN_CODE.length(), path.lastIndexOf('/')).replace('/', '.');
    }

    private String filled(String template) throws IOException {
        String text;
        try (InputStream in = PackageTemplate.class.getResourceAsStream("new/" + template)) {
            if (in == null) {
                throw new IOException("the template %s is missing".formatted(template));
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String script = System.getProperty("carrack.script", "");
        Path distribution = script.isEmpty()
                ? Path.of("")
                : Path.of(script).resolveSibling("..").normalize();
        String className = className();
        return text.replace("@name@", name)
                .replace("@Name@", className)
                .replace("@actor@", Character.toLowerCase(className.charAt(0)) + className.substring(1) + "Actor")
                .replace("@chatflow@", Character.toLowerCase(className.charAt(0)) + className.substring(1) + "Chatflow")
                .replace("@package@", javaPackage())
                .replace("@distribution@", distribution.toAbsolutePath().toString())
                .replace("@version@", version());
    }

    private static String version() {
        String version = PackageTemplate.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** {@code my-shop} makes {@code MyShop}. */
    private String className() {
        return Arrays.stream(name.split("[-_]", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
                .collect(Collectors.joining());
    }

    private String javaPackage() {
        String plain = name.replace('-', '_');
        return javax.lang.model.SourceVersion.isKeyword(plain) ? plain + "_" : plain;
    }
}
