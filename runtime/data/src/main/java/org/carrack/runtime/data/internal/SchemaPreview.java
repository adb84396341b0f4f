package org.carrack.runtime.data.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.migration.MigrationException;
import org.carrack.runtime.data.internal.migration.Migrations;
import org.carrack.runtime.data.internal.migration.Schemas;
import org.carrack.runtime.data.internal.model.ModelFiles;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.SchemaReader;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.spi.manage.ChangePreview;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Computes what the schemas and models of packages would change in the database. */
@Component
public final class SchemaPreview implements ChangePreview {

    private final Schemas schemas;

    @Activate
    public SchemaPreview(@Reference Schemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public List<String> preview(List<PlannedPackage> packages) throws ConfigException {
        List<String> lines = new ArrayList<>();
        Dictionary dictionary = null;
        for (PlannedPackage one : packages) {
            int part = 0;
            for (ConfigTag tag : one.tags()) {
                SchemaRequest request = request(tag);
                if (request != null) {
                    Migrations migrations = schemas.migrations(tag.location());
                    try {
                        Dictionary before = dictionary == null ? migrations.dictionary() : dictionary;
                        Migrations.Preview preview = migrations.preview(one.name(), part++, request, before);
                        lines.addAll(preview.lines());
                        dictionary = preview.after();
                    } catch (SQLException e) {
                        throw tag.refuse(Failures.reason(e));
                    } catch (MigrationException e) {
                        throw new ConfigException(e.location(), e.getMessage());
                    }
                }
            }
        }
        return lines;
    }

    private static @Nullable SchemaRequest request(ConfigTag tag) throws ConfigException {
        if (tag.isNamed("schema")) {
            return SchemaReader.read(tag);
        }
        return ModelFiles.isFolder(tag) ? ModelFiles.read(tag).request() : null;
    }
}
