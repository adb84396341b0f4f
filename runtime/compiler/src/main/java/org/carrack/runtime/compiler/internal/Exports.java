package org.carrack.runtime.compiler.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** What a bundle exports to those who are compiled against it. */
interface Exports {

    /** A class file, by its path in the bundle. */
    record ClassFile(String path, Content content) {}

    /** Opens a class file. */
    interface Content {
        InputStream open() throws IOException;
    }

    /** The Java packages it exports. */
    Set<String> packages();

    /** The classes of an exported package. */
    List<ClassFile> classes(String javaPackage);

    /** Its {@code Export-Package} header, and what names it. */
    String header();

    String symbolicName();

    String version();
}
