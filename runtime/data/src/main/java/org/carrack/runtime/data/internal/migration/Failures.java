package org.carrack.runtime.data.internal.migration;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What databases say, in words for people. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final String UNIQUE_VIOLATION = "23505";

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
            case UNIQUE_VIOLATION -> "it must be unique, and there is one already (%s)".formatted(text);
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

    /**
     * The reason of a failure for who called, in one sentence: without the database's own words, which may hold statements,
     * values of others and names of tables. Those go to the log.
     */
    public static String forCaller(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (isGone(state)) {
            LOG.warn("the database is away: {}", reason(e));
            return "the database is away; nothing was done, try again";
        }
        LOG.error("the database failed", e);
        return "the database could not do it; nothing was done, and the log says why";
    }

    /** The field, of those of a table that are unique, which has a given value in another row already. */
    public static Optional<String> duplicate(SQLException e, String table, Collection<String> uniqueFields) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return UNIQUE_VIOLATION.equals(e.getSQLState())
                ? uniqueFields.stream()
                        .filter(field ->
                                text.contains(Names.unique(table, field).toLowerCase(Locale.ROOT)))
                        .findFirst()
                : Optional.empty();
    }

    /** Whether the connection is lost, rather than the statement refused. */
    static boolean isGone(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.equals("90067") || state.equals("90098");
    }
}
