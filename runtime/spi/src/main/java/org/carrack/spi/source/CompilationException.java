package org.carrack.spi.source;

import java.util.List;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;

/** Sources that cannot be compiled. */
public final class CompilationException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MOST_SHOWN = 5;

    private final transient List<Mistake> mistakes;

    /** One mistake, and where. */
    public record Mistake(SourceLocation location, String message) {
        /** {@code actors/HelloActor.java:3:11: incompatible types: …}. */
        @Override
        public String toString() {
            return location + ": " + message;
        }
    }

    public CompilationException(List<Mistake> mistakes) {
        super(message(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** Only the first errors are reported, since one often causes many more. */
    private static String message(List<Mistake> mistakes) {
        String first =
                mistakes.stream().limit(MOST_SHOWN).map(Mistake::toString).collect(Collectors.joining("; "));
        int more = mistakes.size() - MOST_SHOWN;
        return more > 0 ? "%s; and %d more mistakes".formatted(first, more) : first;
    }

    /** All mistakes, in the order of the files. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
