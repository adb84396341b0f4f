package org.carrack.source;

import java.util.List;
import java.util.stream.Collectors;
import org.carrack.config.Location;

/** Sources that cannot be compiled. */
public final class CompilationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    /** One mistake, and where. */
    public record Mistake(Location location, String message) {
        /** {@code actors/HelloActor.java:3:11: incompatible types: …}. */
        @Override
        public String toString() {
            return location + ": " + message;
        }
    }

    public CompilationException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; ")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** All mistakes, in the order of the files. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
