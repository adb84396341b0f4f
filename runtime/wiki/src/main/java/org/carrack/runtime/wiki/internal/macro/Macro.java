package org.carrack.runtime.wiki.internal.macro;

import org.commonmark.node.Node;

/** Makes a part of a page. Stateless. */
@FunctionalInterface
interface Macro {

    /**
     * What a call makes.
     *
     * @throws MacroException if it was given something that it cannot do
     */
    Node expand(MacroCall call, MacroPage page) throws MacroException;
}
