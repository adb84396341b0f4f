package org.carrack.model.javadoc;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The Javadoc of a class, as {@link JavadocProcessor} kept it beside the class: in plain text with Markdown, empty if
 * there is none. Immutable.
 *
 * <p>The format is a properties file in UTF-8 for each class, with the keys {@code ()} for the class, {@code name} for a field or
 * record component, {@code name()} for a method, {@code name(parameter)} for its parameter and {@code name()return} for what
 * it returns.
 */
public final class Javadoc {

    private final Properties texts;

    private Javadoc(Properties texts) {
        this.texts = texts;
    }

    /** Where the Javadoc of a class is kept, by the class's binary name. */
    static String path(String className) {
        return "OSGI-INF/carrack/javadoc/" + className + ".properties";
    }

    /** What was kept of a class. */
    public static Javadoc of(Class<?> type) {
        Properties texts = new Properties();
        // A class of the JDK has no loader to ask, and nothing kept.
        ClassLoader loader = type.getClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(path(type.getName()))) {
            if (in != null) {
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
                texts.load(reader);
            }
        } catch (IOException | IllegalArgumentException e) {
            // A description less; nothing depends on it.
            texts.clear();
        }
        return new Javadoc(texts);
    }

    /** What is said of the class. */
    public String type() {
        return text("()");
    }

    /** What is said of a field or record component. */
    public String field(String name) {
        return text(name);
    }

    /** What is said of a method, without its tags. */
    public String method(String name) {
        return text(name + "()");
    }

    /** What is said of a method's parameter. */
    public String parameter(String method, String name) {
        return text(method + "(" + name + ")");
    }

    /** What is said of a method's result. */
    public String result(String method) {
        return text(method + "()return");
    }

    private String text(String key) {
        return texts.getProperty(key, "");
    }
}
