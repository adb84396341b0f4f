package org.carrack.runtime.conversation.internal.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.carrack.config.handler.PackageFiles;
import org.carrack.runtime.conversation.internal.match.Classifier.Candidate;
import org.carrack.runtime.conversation.internal.match.Fixtures;
import org.carrack.spi.manage.FolderVerifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what is wrong with the triggers, responses and fixtures of a package. For any thread. */
@Component(property = FolderVerifier.FOLDER + "=res")
public final class SentenceVerifier implements FolderVerifier {

    private final LiveModules modules;

    @Activate
    public SentenceVerifier(@Reference LiveModules modules) {
        this.modules = modules;
    }

    @Override
    public void verify(PackageFiles files) {
        for (String path : files.paths()) {
            String[] parts = path.split("/");
            if (path.startsWith(LanguagePack.FOLDER + "/") && parts.length == 4 && parts[3].equals("triggers.json")) {
                LanguagePack pack = LanguagePack.of(files.packageName(), parts[2], file -> text(files, file));
                pack.problems().forEach(files::warn);
                if (pack.responses().messages().isEmpty()) {
                    files.warn("%s/%s has no responses, so its modules cannot say anything"
                            .formatted(LanguagePack.FOLDER, parts[2]));
                }
                checkFixtures(pack).forEach(files::warn);
            }
        }
    }

    /** By the triggers of this package alone; with those of others they are looked at when it is live. */
    private List<String> checkFixtures(LanguagePack pack) {
        if (pack.fixtures().fixtures().isEmpty()) {
            return List.of();
        }
        List<Candidate> candidates = pack.triggers().triggers().stream()
                .map(trigger -> new Candidate(pack.packageName(), trigger))
                .toList();
        return Fixtures.check(
                pack.packageName(),
                pack.fixtures().fixtures(),
                modules.interpreter(candidates, LiveModules.language(pack.locale())),
                modules.limits());
    }

    private static String text(PackageFiles files, String path) {
        return files.read(path)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("[]");
    }
}
