package org.carrack.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of reading a descriptor.
 *
 * @param descriptor nothing if there are errors
 * @param name the name it gives, also if there are errors; empty if that cannot be told
 * @param version the same for its version
 * @param problems all problems, in the order of the file
 */
public record Reading(Optional<Descriptor> descriptor, String name, String version, List<Problem> problems) {

    public Reading {
        problems = List.copyOf(problems);
    }

    /** The errors. */
    public List<Problem> errors() {
        return problems.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .toList();
    }

    /** The warnings. */
    public List<Problem> warnings() {
        return problems.stream()
                .filter(p -> p.severity() == Problem.Severity.WARNING)
                .toList();
    }

    /** All errors in one line each. */
    public String errorText() {
        return errors().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
