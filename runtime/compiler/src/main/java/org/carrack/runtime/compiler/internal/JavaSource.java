package org.carrack.runtime.compiler.internal;

import java.net.URI;
import java.net.URISyntaxException;
import javax.lang.model.SourceVersion;
import javax.tools.SimpleJavaFileObject;

/**
 * A source file as javac sees it. One that names no Java package is put into that of its package: the declaration is set
 * before the first line, so that all lines keep their numbers.
 */
final class JavaSource extends SimpleJavaFileObject {

    private final String path;
    private final String text;
    private final int inserted;

    /**
     * @param path relative to the package's root
     * @param home the Java package of sources that name none
     */
    JavaSource(String path, String source, String home) {
        super(uri(path), Kind.SOURCE);
        this.path = path;
        String clean = source.startsWith("\uFEFF") ? source.substring(1) : source;
        String declaration = declaresPackage(clean) ? "" : "package " + home + "; ";
        text = declaration + clean;
        inserted = declaration.length();
    }

    private static URI uri(String path) {
        try {
            return new URI("source", null, "/" + path, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    /** The Java package of a package's sources that name none. */
    static String home(String packageName) {
        String name = packageName.replace('-', '_');
        return SourceVersion.isKeyword(name) || name.equals("java") || name.equals("javax") ? name + "_" : name;
    }

    String path() {
        return path;
    }

    /** The column in the file as its author sees it. */
    int column(long line, long column) {
        return (int) (line == 1 ? Math.max(1, column - inserted) : column);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }

    /** Whether the first thing in a source, besides comments and annotations, is a package declaration. */
    static boolean declaresPackage(String source) {
        int at = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (source.startsWith("//", at)) {
                int end = source.indexOf('\n', at);
                at = end < 0 ? source.length() : end + 1;
            } else if (source.startsWith("/*", at)) {
                int end = source.indexOf("*/", at + 2);
                at = end < 0 ? source.length() : end + 2;
            } else if (c == '@' && !source.startsWith("@interface", at)) {
                // Only a package-info has annotations before its package; skip one with its arguments.
                at++;
                while (at < source.length()
                        && (Character.isJavaIdentifierPart(source.charAt(at)) || source.charAt(at) == '.')) {
                    at++;
                }
                if (at < source.length() && source.charAt(at) == '(') {
                    int end = source.indexOf(')', at);
                    at = end < 0 ? source.length() : end + 1;
                }
            } else {
                return source.startsWith("package", at)
                        && at + 7 < source.length()
                        && !Character.isJavaIdentifierPart(source.charAt(at + 7));
            }
        }
        return false;
    }
}
