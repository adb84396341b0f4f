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
 * The tag {@code [[admin_pages]]}: what packages bring to the page of administration. For any thread.
 *
 * <pre>{@code
 * [[admin_pages]]
 * name = "orders"
 * title = "Orders"
 * place = "page"                       # or "overview", "package"
 * module = "/shop/site/orders.js"      # in a site of the package; defines the element
 * element = "shop-orders"
 * api = 1                              # the version of the page that it is made for
 * }</pre>
 */
@Component(service = {ConfigHandler.class, PageExtensions.class})
@HandlesTag("admin_pages")
public class PageExtensions implements ConfigHandler<PageExtension> {

    private static final Set<String> PLACES = Set.of("page", "overview", "package");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern ELEMENT = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)+");

    private final Set<PageExtension> live = ConcurrentHashMap.newKeySet();

    @Activate
    public PageExtensions() {}

    @Override
    public PageExtension read(ConfigTag tag) throws ConfigException {
        tag.allowOnly("name", "title", "place", "module", "element", "api");
        String name = tag.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw tag.refuse("name must be of letters, digits, - and _, not '%s'".formatted(name));
        }
        String place = tag.string("place").orElse("page");
        if (!PLACES.contains(place)) {
            throw tag.refuse("there is no place %s; these are: page, overview, package".formatted(place));
        }
        String module = OwnAddress.required(tag, "module", "/shop/site/orders.js");
        String element = tag.requiredString("element");
        if (!ELEMENT.matcher(element).matches()) {
            throw tag.refuse("element must be the name of a web component, with a hyphen, such as shop-orders");
        }
        long api = tag.integer("api").orElse(1L);
        if (api < 1) {
            throw tag.refuse("api must be a version of the page, 1 or more, not %d".formatted(api));
        }
        return new PageExtension("", name, tag.string("title").orElse(name), place, module, element, api);
    }

    @Override
    public Undo apply(PackageContext declarer, PageExtension read) {
        PageExtension extension = new PageExtension(
                declarer.name(), read.name(), read.title(), read.place(), read.module(), read.element(), read.api());
        live.add(extension);
        return () -> live.remove(extension);
    }

    /** Those of live packages, by package and name. */
    public List<PageExtension> list() {
        return live.stream()
                .sorted(Comparator.comparing(PageExtension::packageName).thenComparing(PageExtension::name))
                .toList();
    }
}
