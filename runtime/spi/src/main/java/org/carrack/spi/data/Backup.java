package org.carrack.spi.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.carrack.data.DataException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes tables and their records into one file, and reads them again, on H2 and PostgreSQL alike. Implemented by the server.
 *
 * <p>The file is a zip of JSON. In it are the tables that packages bring, by schemas and models; not accounts, settings, files, and
 * what is in {@code [[bcdbs]]}.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface Backup {

    /**
     * What was written or read.
     *
     * @param tables each as {@code name: 12 records}
     * @param records how many of all tables
     */
    record Report(List<String> tables, long records) {
        public Report {
            tables = List.copyOf(tables);
        }
    }

    /**
     * Writes a consistent snapshot.
     *
     * @param file is made, and must not be there
     * @param packageName the package whose tables are written; all if empty
     * @throws DataException if that cannot be done; there is no file then
     */
    Report exportTo(Path file, Optional<String> packageName);

    /**
     * Replaces the content of the tables in the file; other tables stay as they are. Missing tables and fields are
     * created.
     *
     * @throws DataException if that cannot be done; the records are as they were then
     */
    Report importFrom(Path file);
}
