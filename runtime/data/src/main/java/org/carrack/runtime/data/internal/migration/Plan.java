package org.carrack.runtime.data.internal.migration;

import java.util.List;
import org.carrack.runtime.data.internal.schema.Dictionary;

/**
 * How a request would be met. Immutable.
 *
 * @param steps in this order
 * @param lines what they do, for people
 * @param warnings what is odd
 * @param after what there is then
 */
record Plan(List<Step> steps, List<String> lines, List<String> warnings, Dictionary after) {

    Plan {
        steps = List.copyOf(steps);
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }
}
