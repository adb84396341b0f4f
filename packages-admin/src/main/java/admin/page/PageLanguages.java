package admin.page;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The tag {@code [[admin_languages]]}: languages that packages bring to the page of administration. For any thread.
 *
 * <pre>{@code
 * [[admin_languages]]
 * language = "de"
 * title = "Deutsch"
 * file = "/german/site/de.json"        # in a site of the package
 * }</pre>
 */
@Component(service = {ConfigHandler.class, PageLanguages.class})
@HandlesTag("admin_languages")
public class PageLanguages implements ConfigHandler<PageLanguage> {

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}");
    private static final Set<String> OWN = Set.of("en", "fr");

    private final Set<PageLanguage> live = ConcurrentHashMap.newKeySet();

    @Activate
    public PageLanguages() {}

    @Override
    public PageLanguage read(ConfigTag tag) throws ConfigException {
        tag.allowOnly("language", "title", "file");
        String language = tag.requiredString("language");
        if (!LANGUAGE.matcher(language).matches()) {
            throw tag.refuse("language must be the tag of one, such as de or pt-BR, not %s".formatted(language));
        }
        if (OWN.contains(language)) {
            throw tag.refuse("the page speaks %s itself".formatted(language));
        }
        String file = OwnAddress.required(tag, "file", "/german/site/de.json");
        return new PageLanguage("", language, tag.string("title").orElse(language), file);
    }

    @Override
    public Undo apply(PackageContext declarer, PageLanguage read) {
        PageLanguage language = new PageLanguage(declarer.name(), read.language(), read.title(), read.file());
        live.add(language);
        return () -> live.remove(language);
    }

    /** Those of live packages, by language and package. */
    public List<PageLanguage> list() {
        return live.stream()
                .sorted(Comparator.comparing(PageLanguage::language).thenComparing(PageLanguage::packageName))
                .toList();
    }
}
