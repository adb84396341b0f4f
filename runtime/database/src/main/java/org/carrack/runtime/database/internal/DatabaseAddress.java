package org.carrack.runtime.database.internal;

import java.nio.file.Path;
import java.util.Locale;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Which database, and who we are there. Immutable.
 *
 * @param url a JDBC URL of H2 or PostgreSQL
 * @param user empty if the URL says it, or nobody needs to
 * @param password the same
 */
record DatabaseAddress(String url, String user, String password) {

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String H2 = "jdbc:h2:";

    /**
     * What keeps a database whole when a thread that uses it is interrupted, as that of an actor that takes too long is: Java
     * closes a file whose channel is in use by such a thread, for all, unless it is asynchronous.
     */
    private static final String H2_FILE = H2 + "async:";

    /**
     * How long H2 keeps room that is not in use. Shorter than its own 45 s, in which a busy server would fill gigabytes: what is
     * committed is written at once.
     */
    private static final String RETENTION = ";RETENTION_TIME=5000";

    /** H2 in a file of that folder, whose path has no semicolon: a URL of H2 has no escape for it. Commits are durable. */
    static DatabaseAddress ofFolder(Path folder) {
        return new DatabaseAddress(
                H2_FILE + folder.resolve("carrack") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE" + RETENTION,
                "carrack",
                "");
    }

    /** @throws IllegalArgumentException if the URL is of another database, or cannot be read */
    DataSource dataSource() {
        if (url.startsWith(POSTGRESQL)) {
            PGSimpleDataSource postgresql = new PGSimpleDataSource();
            try {
                postgresql.setUrl(url);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s is no URL of PostgreSQL".formatted(this), e);
            }
            if (!user.isEmpty()) {
                postgresql.setUser(user);
            }
            if (!password.isEmpty()) {
                postgresql.setPassword(password);
            }
            return postgresql;
        }
        if (url.startsWith(H2)) {
            JdbcDataSource h2 = new JdbcDataSource();
            // Names without quotes mean the same tables as on PostgreSQL.
            boolean isSaid = url.toUpperCase(Locale.ROOT).contains(";DATABASE_TO_");
            String file = url.replaceFirst("^jdbc:h2:(file:|(?=[~./]))", H2_FILE);
            h2.setURL(isSaid ? file : file + ";DATABASE_TO_LOWER=TRUE");
            h2.setUser(user);
            h2.setPassword(password);
            return h2;
        }
        throw new IllegalArgumentException(
                "%s is a database that Carrack does not speak to; give it a URL that begins with %s or %s"
                        .formatted(this, POSTGRESQL, H2));
    }

    boolean isH2() {
        return url.startsWith(H2);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return url.replaceAll("(?i)(password=)[^&;]*", "$1***").replaceAll("//[^/@]*@", "//***@");
    }
}
