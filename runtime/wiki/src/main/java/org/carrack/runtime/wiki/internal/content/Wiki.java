package org.carrack.runtime.wiki.internal.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A wiki as its files were when it was read: its pages, and the ways between them. For any thread. */
public final class Wiki {

    private static final List<String> NAVIGATIONS = List.of("SUMMARY.md", "_sidebar.md");

    private final WikiFiles files;
    private final Map<String, String> stamps;
    private final Map<String, PageHead> pages;
    private final Map<String, PageHead> addresses = new HashMap<>();
    private @Nullable Map<String, PageHead> aliases;
    private final List<NavItem> navigation;
    private final int navigationSize;
    private final List<PageHead> order;

    private Wiki(WikiFiles files, Map<String, String> stamps, Map<String, PageHead> pages) throws IOException {
        this.files = files;
        this.stamps = Map.copyOf(stamps);
        this.pages = Collections.unmodifiableMap(pages);
        for (PageHead page : pages.values()) {
            PageHead before = addresses.putIfAbsent(page.address(), page);
            // Of index.md and README.md in one folder the first is the folder's page.
            if (before != null && page.path().startsWith(page.folder() + "index")) {
                addresses.put(page.address(), page);
            }
        }
        navigation = readNavigation();
        navigationSize = navigation.stream().mapToInt(NavItem::size).sum();
        Set<PageHead> ordered = new LinkedHashSet<>();
        collect(navigation, ordered);
        order = List.copyOf(ordered);
    }

    /**
     * Reads a wiki.
     *
     * @param before how it was before, of which what has not changed is kept; nothing if it was never read
     * @return the one before if nothing has changed
     * @throws IOException if its files cannot be listed, or a page cannot be read
     */
    public static Wiki read(WikiFiles files, @Nullable Wiki before) throws IOException {
        Map<String, String> stamps = files.stamps();
        if (before != null && before.files.equals(files) && before.stamps.equals(stamps)) {
            return before;
        }
        Map<String, PageHead> sorted = new TreeMap<>();
        for (Map.Entry<String, String> file : stamps.entrySet()) {
            String path = file.getKey();
            if (!WikiPaths.isPage(path)) {
                continue;
            }
            PageHead known = before != null
                            && before.files.equals(files)
                            && file.getValue().equals(before.stamps.get(path))
                    ? before.pages.get(path)
                    : null;
            sorted.put(NaturalOrder.key(path), known == null ? new PageHead(path, files) : known);
        }
        Map<String, PageHead> pages = new LinkedHashMap<>();
        sorted.values().forEach(page -> pages.put(page.path(), page));
        return new Wiki(files, stamps, pages);
    }

    private static Optional<String> text(WikiFiles files, String path) throws IOException {
        return files.read(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private List<NavItem> readNavigation() throws IOException {
        for (String file : NAVIGATIONS) {
            Optional<String> text = stamps.containsKey(file) ? text(files, file) : Optional.empty();
            if (text.isPresent()) {
                List<NavItem> written = new NavigationReader(this).read(text.get());
                if (!written.isEmpty()) {
                    return written;
                }
            }
        }
        return folder("", pages.values());
    }

    /** What is in a folder: its pages and folders by their names. */
    private List<NavItem> folder(String path, Collection<PageHead> below) {
        Map<String, List<PageHead>> folders = new LinkedHashMap<>();
        List<PageHead> here = new ArrayList<>();
        for (PageHead page : below) {
            int slash = page.path().indexOf('/', path.length());
            if (slash < 0) {
                here.add(page);
            } else {
                folders.computeIfAbsent(page.path().substring(0, slash + 1), name -> new ArrayList<>())
                        .add(page);
            }
        }
        Map<String, NavItem> byName = new TreeMap<>();
        for (PageHead page : here) {
            boolean isShown = path.isEmpty() || !page.equals(addresses.get(path));
            if (isShown) {
                byName.put(NaturalOrder.key(WikiPaths.name(page.path())), new NavItem("", page, "", List.of()));
            }
        }
        folders.forEach((name, in) -> {
            PageHead first = addresses.get(name);
            String last = WikiPaths.name(name.substring(0, name.length() - 1));
            byName.put(
                    NaturalOrder.key(last + "/"),
                    new NavItem(first == null ? WikiPaths.inWords(last) : "", first, "", folder(name, in)));
        });
        return Stream.concat(
                        byName.values().stream().filter(item -> isFirstOf(path, item)),
                        byName.values().stream().filter(item -> !isFirstOf(path, item)))
                .toList();
    }

    private boolean isFirstOf(String path, NavItem item) {
        return item.page() != null && item.page().equals(addresses.get(path));
    }

    private static void collect(List<NavItem> items, Set<PageHead> into) {
        for (NavItem item : items) {
            PageHead page = item.page();
            if (page != null) {
                into.add(page);
            }
            collect(item.children(), into);
        }
    }

    /** Whether files have come or gone since it was read, or one has changed. */
    public boolean isOutdated(String path) {
        return files.haveChanged(path, stamps.getOrDefault(path, ""));
    }

    /** All pages. */
    public Collection<PageHead> pages() {
        return pages.values();
    }

    public boolean isEmpty() {
        return pages.isEmpty();
    }

    /** Where one begins: the first page of the wiki's folder, else of its navigation. */
    public Optional<PageHead> first() {
        PageHead first = addresses.get("");
        return first != null
                ? Optional.of(first)
                : Stream.concat(order.stream(), pages.values().stream()).findFirst();
    }

    /** The page of an address as browsers ask for it. */
    public Optional<PageHead> page(String address) {
        return Optional.ofNullable(addresses.get(address));
    }

    /** All pages are read for it, for the first who asks for one that is gone. */
    private synchronized Map<String, PageHead> aliases() {
        Map<String, PageHead> known = aliases;
        if (known == null) {
            Map<String, PageHead> read = new HashMap<>();
            pages.values().forEach(page -> page.aliases().forEach(alias -> read.putIfAbsent(alias, page)));
            known = read;
            aliases = read;
        }
        return known;
    }

    /** The page that was at an address before. */
    public Optional<PageHead> formerly(String address) {
        Map<String, PageHead> known = aliases();
        PageHead moved = known.get(address);
        return Optional.ofNullable(moved == null ? known.get(WikiPaths.withoutExtension(address)) : moved);
    }

    /** The page that a link leads to: to its file, the same without extension, or its folder. */
    public Optional<PageHead> pageAt(String path) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return Stream.of(
                        pages.get(path),
                        pages.get(plain + ".md"),
                        addresses.get(path),
                        addresses.get(plain),
                        addresses.get(plain + "/"))
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    /** Whether it has a file. */
    public boolean hasFile(String path) {
        return stamps.containsKey(path);
    }

    /** The pages in a folder and below it, in their order. */
    public List<PageHead> pagesIn(String folder) {
        String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
        return pages.values().stream()
                .filter(page -> page.path().startsWith(prefix))
                .sorted(Comparator.comparing(page -> !WikiPaths.isFirst(page.path())))
                .toList();
    }

    /**
     * A file's text; nothing if there is none.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<String> text(String path) throws IOException {
        return text(files, path);
    }

    /**
     * A file's content; nothing if there is none.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<byte[]> read(String path) throws IOException {
        return files.read(path);
    }

    public List<NavItem> navigation() {
        return navigation;
    }

    /** How many entries the navigation has. */
    public int navigationSize() {
        return navigationSize;
    }

    /** The entries of the navigation that lead to a page, from the top; empty if it is not in the navigation. */
    public List<NavItem> way(PageHead page) {
        List<NavItem> way = new ArrayList<>();
        List<NavItem> items = navigation;
        Optional<NavItem> next = holding(items, page);
        while (next.isPresent()) {
            way.add(next.get());
            items = next.get().children();
            next = page.equals(next.get().page()) ? Optional.empty() : holding(items, page);
        }
        return way;
    }

    private static Optional<NavItem> holding(List<NavItem> items, PageHead page) {
        return items.stream().filter(item -> item.holds(page)).findFirst();
    }

    /** The page before one, in the order of the navigation. */
    public Optional<PageHead> before(PageHead page) {
        int index = order.indexOf(page);
        return index > 0 ? Optional.of(order.get(index - 1)) : Optional.empty();
    }

    /** The page after one. */
    public Optional<PageHead> after(PageHead page) {
        int index = order.indexOf(page);
        return index >= 0 && index + 1 < order.size() ? Optional.of(order.get(index + 1)) : Optional.empty();
    }
}
