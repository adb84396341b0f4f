package org.carrack.runtime.conversation.internal.service;

import java.nio.charset.StandardCharsets;
import org.carrack.config.handler.PackageFiles;
import org.carrack.spi.manage.FolderVerifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says what is wrong with the triggers and responses of a package. Stateless. */
@Component(property = FolderVerifier.FOLDER + "=res")
public final class SentenceVerifier implements FolderVerifier {

    @Activate
    public SentenceVerifier() {}

    @Override
    public void verify(PackageFiles files) {
        for (String path : files.paths()) {
            String[] parts = path.split("/");
            if (path.startsWith(LanguagePack.FOLDER + "/") && parts.length == 4 && parts[3].equals("triggers.json")) {
                LanguagePack pack = LanguagePack.of(
                        files.packageName(),
                        parts[2],
                        text(files, path),
                        text(files, path.replace("triggers.json", "response.json")));
                pack.problems().forEach(files::warn);
                if (pack.responses().messages().isEmpty()) {
                    files.warn("%s/%s has no responses, so its modules cannot say anything"
                            .formatted(LanguagePack.FOLDER, parts[2]));
                }
            }
        }
    }

    private static String text(PackageFiles files, String path) {
        return files.read(path)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("[]");
    }
}
