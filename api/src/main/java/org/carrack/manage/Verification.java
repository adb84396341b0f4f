package org.carrack.manage;

import java.util.List;
import org.carrack.config.SourceLocation;

/**
 * The result of verifying a package. Immutable.
 *
 * @param name the name its descriptor gives; empty if it is unknown
 * @param version the version its descriptor gives; empty if it is unknown
 * @param problems the problems, in the order of the files
 */
public record Verification(String name, String version, List<Problem> problems) {

    /** The severity of a problem. */
    public enum Severity {
        /** The package cannot be added. */
        ERROR,
        /** The package can be added. */
        WARNING
    }

    /** One problem, in one sentence. */
    public record Problem(Severity severity, SourceLocation location, String message) {}

    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether it can be added. */
    public boolean isGood() {
        return problems.stream().noneMatch(p -> p.severity() == Severity.ERROR);
    }
}
