package org.carrack.runtime.wiki.internal.render;

import java.util.List;

/**
 * A page as it is shown. Immutable.
 *
 * @param html clean
 * @param hasCode whether code in it can be shown in colours
 * @param hasDiagrams whether something in it is to be drawn
 */
public record RenderedPage(
        String html, List<Section> sections, boolean hasCode, boolean hasDiagrams, List<Problem> problems) {

    public RenderedPage {
        sections = List.copyOf(sections);
        problems = List.copyOf(problems);
    }
}
