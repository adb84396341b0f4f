package org.carrack.runtime.data.internal;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.data.internal.migration.Schemas;
import org.carrack.runtime.data.internal.schema.SchemaReader;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tag {@code schema}: tables, fields and records to have, and to have no more. */
@Component
@HandlesTag(value = "schema", early = true)
public final class SchemaHandler implements ConfigHandler<SchemaHandler.Read> {

    private final Schemas schemas;

    @Activate
    public SchemaHandler(@Reference Schemas schemas) {
        this.schemas = schemas;
    }

    /** A request and where it stands. */
    record Read(SchemaRequest request, SourceLocation location) {}

    @Override
    public Read read(ConfigTag tag) throws ConfigException {
        return new Read(SchemaReader.read(tag), tag.location());
    }

    @Override
    public void check(Read schema, PackageFiles files) {
        schema.request().warnings().forEach(files::warn);
    }

    @Override
    public Undo apply(PackageContext declarer, Read schema) throws ConfigException {
        return schemas.migrate(declarer, schema.request(), schema.location());
    }
}
