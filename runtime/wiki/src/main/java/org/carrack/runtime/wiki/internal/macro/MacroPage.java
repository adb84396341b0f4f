package org.carrack.runtime.wiki.internal.macro;

import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.commonmark.node.Node;
import org.jspecify.annotations.Nullable;

/** The page on which a macro is, as the macro sees it. Implemented by what renders pages. Used by one thread. */
public interface MacroPage {

    /** The wiki that it is in. */
    Wiki wiki();

    /** The folder of its file, empty or with a slash at the end. */
    String folder();

    /** The address of a file of the wiki, as a browser follows it from the page. */
    String address(String path);

    /**
     * Markdown as a part of the page, with its own links and macros.
     *
     * @param path the file it is from, to which its links are relative
     * @throws MacroException if pages include each other without end
     */
    Node markdown(String text, String path) throws MacroException;

    /**
     * Another page, of a package that the reader may read, as a part of this one.
     *
     * @throws MacroException if there is none
     */
    Node markdownOf(String packageName, String link, TextChange change) throws MacroException;

    /** What is made of a text before it is a part of a page. */
    @FunctionalInterface
    interface TextChange {

        /**
         * The text that is a part of the page.
         *
         * @throws MacroException if it has not what is wanted of it
         */
        String of(String text) throws MacroException;
    }

    /**
     * The result of an actor method that changes nothing, with the reader's rights: texts, numbers, booleans, lists, maps and null.
     *
     * @param packageName empty for the page's own
     * @throws MacroException if it is refused or fails
     */
    @Nullable
    Object call(String packageName, String actor, String method, Map<String, Object> arguments) throws MacroException;

    /** A file of the wiki that a link leads to; nothing if there is none. */
    Optional<String> file(String link);
}
