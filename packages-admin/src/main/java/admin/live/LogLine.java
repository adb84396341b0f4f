package admin.live;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;

/**
 * One line of the log.
 *
 * @param number counts lines, from the first that was seen on
 * @param packageName the package or the server's bundle that logs it
 * @param exception its stack trace; empty for none
 */
public record LogLine(
        long number, String time, String level, String packageName, String logger, String message, String exception) {

    private static final int LONGEST = 20_000;

    /** Begins the names of the loggers that packages are given. */
    private static final String OF_PACKAGE = "package.";

    static LogLine of(LogEntry entry, long number) {
        Bundle bundle = entry.getBundle();
        String logger = String.valueOf(entry.getLoggerName());
        Throwable failure = entry.getException();
        String trace = "";
        if (failure != null) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            trace = shortened(text.toString());
        }
        return new LogLine(
                number,
                Instant.ofEpochMilli(entry.getTime()).toString(),
                entry.getLogLevel().name(),
                logger.startsWith(OF_PACKAGE)
                        ? logger.substring(OF_PACKAGE.length())
                        : bundle == null ? "" : String.valueOf(bundle.getSymbolicName()),
                logger,
                shortened(String.valueOf(entry.getMessage())),
                trace);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
    }
}
