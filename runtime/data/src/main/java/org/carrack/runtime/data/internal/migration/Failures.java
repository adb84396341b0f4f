package org.carrack.runtime.data.internal.migration;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What databases say, in words for people. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** The reason of a failure, one sentence without the statement. */
    public static String reason(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String text = String.valueOf(e.getMessage())
                .replaceFirst("(?s); SQL statement:.*", "")
                .replaceFirst("(?s)\\n\\s*Position:.*", "")
                .replaceFirst("^ERROR: ", "")
                .replaceAll("\\s+", " ")
                .strip();
        return switch (state) {
            case "23505" -> "it must be unique, and there is one already (%s)".formatted(text);
            case "23502" -> "a field that must not be empty is (%s)".formatted(text);
            case "23503", "23506" -> "it refers to what is not there, or is referred to (%s)".formatted(text);
            case "23513", "23514" -> "a value is none of those that the field takes (%s)".formatted(text);
            // The insides of H2, and a path of this machine, are for the log.
            case "HY000" -> {
                LOG.error("the database failed", e);
                yield "the database could not do it; the log says why";
            }
            default -> isGone(state) ? "the database is away (%s)".formatted(text) : text;
        };
    }

    /** Whether the connection is lost, rather than the statement refused. */
    static boolean isGone(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.equals("90067") || state.equals("90098");
    }
}
