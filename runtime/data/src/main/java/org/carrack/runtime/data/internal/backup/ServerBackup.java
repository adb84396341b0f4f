package org.carrack.runtime.data.internal.backup;

import java.nio.file.Path;
import java.util.Optional;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.data.DataException;
import org.carrack.runtime.data.internal.migration.Schemas;
import org.carrack.spi.data.Backup;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@link Backup} of the server's database. */
@Component
public final class ServerBackup implements Backup {

    private final Schemas schemas;

    @Activate
    public ServerBackup(@Reference Schemas schemas) {
        this.schemas = schemas;
    }

    private TableBackup backup() {
        SourceLocation at = new SourceLocation("backup", 0, 0);
        try {
            return new TableBackup(schemas.database(at), schemas.migrations(at));
        } catch (ConfigException e) {
            throw new DataException(DataException.Kind.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Report exportTo(Path file, Optional<String> packageName) {
        return backup().exportTo(file, packageName);
    }

    @Override
    public Report importFrom(Path file) {
        return backup().importFrom(file);
    }
}
