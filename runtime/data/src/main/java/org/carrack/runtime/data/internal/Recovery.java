package org.carrack.runtime.data.internal;

import org.carrack.runtime.data.internal.migration.Schemas;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/**
 * When all packages have started, what is left of migrations belongs to packages that are not there. Waits for the database to be opened by
 * somebody else: none of this is worth opening it for.
 */
@Component(
        service = {},
        immediate = true)
public final class Recovery {

    @Activate
    public Recovery(
            @Reference Schemas schemas,
            @Reference VersionRows versions,
            @Reference(target = "(osgi.condition.id=org.carrack.packages.started)") Condition started,
            @Reference(target = "(osgi.condition.id=org.carrack.database.open)") Condition open) {
        Thread thread = new Thread(
                () -> {
                    schemas.recover();
                    versions.started();
                },
                "carrack-schema-recovery");
        thread.setDaemon(true);
        thread.start();
    }
}
