package org.carrack.runtime.plugins.internal.service;

import java.nio.charset.StandardCharsets;
import org.carrack.config.handler.PackageFiles;
import org.carrack.runtime.plugins.internal.template.ConfigTemplate;
import org.carrack.spi.manage.FolderVerifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says what is wrong with the templates of a package's plugins. Stateless. */
@Component(property = FolderVerifier.FOLDER + "=config")
public final class TemplateVerifier implements FolderVerifier {

    @Activate
    public TemplateVerifier() {}

    @Override
    public void verify(PackageFiles files) {
        for (String path : files.paths()) {
            if (path.startsWith(PluginTracker.FOLDER) && path.endsWith(".ini")) {
                files.read(path)
                        .ifPresent(bytes -> ConfigTemplate.read(path, new String(bytes, StandardCharsets.UTF_8))
                                .problems()
                                .forEach(problem -> files.warn(problem.toString())));
            }
        }
    }
}
