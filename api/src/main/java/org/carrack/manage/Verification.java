package org.carrack.manage;

import java.util.List;
import org.carrack.config.Location;

/**
 * What is wrong with a package that has not been added. Immutable.
 *
 * @param name the name its descriptor gives; empty where that cannot be told
 * @param version the version its descriptor gives; empty where that cannot be told
 * @param problems all that was found, in the order of the files
 */
public record Verification(String name, String version, List<Problem> problems) {

    /** How bad a problem is. */
    public enum Severity {
        /** The package cannot be added. */
        ERROR,
        /** It can be, and somebody should look. */
        WARNING
    }

    /** One problem, in one sentence. */
    public record Problem(Severity severity, Location location, String message) {}

    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether it can be added. */
    public boolean isGood() {
        return problems.stream().noneMatch(p -> p.severity() == Severity.ERROR);
    }
}
