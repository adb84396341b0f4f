package org.carrack.runtime.wiki.internal.render;

import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.macro.MacroException;
import org.jspecify.annotations.Nullable;

/** Who reads a page: what macros can have for them. Implemented by what serves wikis. Used by one thread. */
public interface Reader {

    /** Whether other packages and actors can be asked; they cannot when a package is verified alone. */
    default boolean knowsOthers() {
        return true;
    }

    /** The wiki of a package that the reader may read; nothing if there is none. */
    Optional<Wiki> wiki(String packageName);

    /**
     * The result of an actor method that changes nothing: texts, numbers, booleans, lists, maps and null.
     *
     * @param packageName empty for that of the page
     * @throws MacroException if it is refused or fails
     */
    @Nullable
    Object call(String packageName, String actor, String method, Map<String, Object> arguments) throws MacroException;
}
