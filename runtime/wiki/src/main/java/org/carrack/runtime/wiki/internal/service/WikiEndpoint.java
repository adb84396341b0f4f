package org.carrack.runtime.wiki.internal.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPackagePath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.wiki.internal.content.NavItem;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.page.ArticlePage;
import org.carrack.runtime.wiki.internal.page.Link;
import org.carrack.runtime.wiki.internal.page.MissingPage;
import org.carrack.runtime.wiki.internal.page.NavigationHtml;
import org.carrack.runtime.wiki.internal.render.Links;
import org.carrack.runtime.wiki.internal.render.PageRenderer;
import org.carrack.runtime.wiki.internal.render.RenderedPage;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.http.PackageEndpoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wiki of a package, at {@code /<package>/wiki/}. For any thread. */
@Component(service = HttpEndpoint.class)
@HttpPackagePath("wiki")
public final class WikiEndpoint implements PackageEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(WikiEndpoint.class);

    private final LiveWikis wikis;
    private final SearchPages search;
    private final ActorDispatcher actors;

    @Activate
    public WikiEndpoint(@Reference LiveWikis wikis, @Reference SearchPages search, @Reference ActorDispatcher actors) {
        this.wikis = wikis;
        this.search = search;
        this.actors = actors;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        return Pages.read(call, () -> read(call));
    }

    private HttpResponse read(HttpRequest call) {
        Optional<Wiki> wiki = wikis.find(call.packageName());
        if (wiki.isEmpty()) {
            String message =
                    "package %s has no wiki: it has no Markdown in a folder named wiki".formatted(call.packageName());
            return missing(call, message, "", List.of(new Link("All wikis", "/wiki")));
        }
        if (call.path().isEmpty()) {
            // What is relative is relative to the wiki.
            return Pages.redirect(
                    "wiki/" + call.query().map(query -> "?" + query).orElse(""));
        }
        try {
            // The HTTP server decodes what has no meaning in paths alone.
            return read(call, wiki.get(), WikiPaths.decoded(call.path().substring(1)));
        } catch (IOException e) {
            LOG.error("{} of the wiki of {} cannot be read", call.path(), call.packageName(), e);
            return HttpResponse.error(500, "the page cannot be read now; the server's log says why");
        }
    }

    /** @param address relative to the wiki */
    private HttpResponse read(HttpRequest call, Wiki wiki, String address) throws IOException {
        String root = root(address);
        if (address.equals("_search")) {
            return search.ofPackage(call);
        }
        Optional<PageHead> page = address.isEmpty() ? wiki.first() : wiki.page(address);
        if (page.isPresent() && wiki.isOutdated(page.get().path())) {
            // Its title may be another.
            Optional<Wiki> now = wikis.findWith(call.packageName(), page.get().path());
            return now.isPresent() && !now.get().equals(wiki)
                    ? read(call, now.get(), address)
                    : page(call, wiki, page.get(), root);
        }
        if (page.isPresent()) {
            // A wiki without a first page begins with another, whose links are relative to its own address.
            return page.get().address().equals(address)
                    ? page(call, wiki, page.get(), root)
                    : Pages.redirect(new Links(wiki, root).to(page.get()));
        }
        boolean isThere = wiki.hasFile(address) && !WikiPaths.isHidden(address);
        if (isThere && WikiPaths.isMarkdown(address)) {
            Optional<PageHead> shown = call.acceptsHtml() ? wiki.pageAt(address) : Optional.empty();
            return shown.isPresent()
                    ? Pages.redirect(new Links(wiki, root).to(shown.get()))
                    : FileResponse.source(wiki.text(address).orElse(""));
        }
        Optional<byte[]> file = isThere ? wiki.read(address) : Optional.empty();
        if (file.isPresent()) {
            return FileResponse.of(address, file.get(), call);
        }
        Optional<PageHead> meant = wiki.pageAt(address).or(() -> wiki.formerly(address));
        if (meant.isPresent()) {
            return Pages.redirect(new Links(wiki, root).to(meant.get()));
        }
        List<PageHead> below = wiki.pagesIn(address);
        if (!below.isEmpty()) {
            return Pages.redirect(new Links(wiki, root).to(below.get(0)));
        }
        return missing(
                call,
                "There is no page %s in the wiki of %s.".formatted(shortened(address), call.packageName()),
                root,
                wiki.first().stream()
                        .map(first -> new Link(first.title(), new Links(wiki, root).to(first)))
                        .toList());
    }

    /** The address of the wiki, relative to a page of it. */
    private static String root(String address) {
        int depth = (int) address.chars().filter(c -> c == '/').count();
        return depth == 0 ? "./" : "../".repeat(depth);
    }

    private static String shortened(String address) {
        return address.length() > 80 ? address.substring(0, 80) + "…" : address;
    }

    private HttpResponse missing(HttpRequest call, String message, String root, List<Link> links) {
        if (!call.acceptsHtml()) {
            return HttpResponse.error(404, message);
        }
        String words =
                WikiPaths.name(WikiPaths.decoded(call.path())).replace('-', ' ').replace('_', ' ');
        return Pages.html(404, new MissingPage(call.packageName(), message, root, shortened(words), links).html());
    }

    private HttpResponse page(HttpRequest call, Wiki wiki, PageHead page, String root) throws IOException {
        Links links = new Links(wiki, root);
        String text = wiki.text(page.path()).orElse("");
        if (!call.acceptsHtml() && call.header("Accept").orElse("").contains("text/markdown")) {
            return FileResponse.source(text);
        }
        RenderedPage rendered = PageRenderer.render(
                text, page.path(), links, new CallerReader(wikis, actors, call.packageName(), call.caller()));
        return Pages.html(
                200,
                new ArticlePage(
                                call.packageName(),
                                page.title(),
                                page.language().isEmpty() ? "en" : page.language(),
                                root,
                                NavigationHtml.of(wiki, page, links),
                                crumbs(call, wiki, page, links),
                                rendered.html(),
                                rendered.sections().stream()
                                        .filter(section -> section.level() > 1 && section.level() < 5)
                                        .toList(),
                                link(wiki.before(page), links),
                                link(wiki.after(page), links),
                                rendered.hasCode(),
                                rendered.hasDiagrams())
                        .html());
    }

    private static List<Link> link(Optional<PageHead> page, Links links) {
        return page.stream().map(one -> new Link(one.title(), links.to(one))).toList();
    }

    /** The way from the wiki's first page. */
    private static List<Link> crumbs(HttpRequest call, Wiki wiki, PageHead page, Links links) {
        Optional<PageHead> first = wiki.first();
        if (first.isPresent() && first.get().equals(page)) {
            return List.of();
        }
        List<Link> crumbs = new ArrayList<>();
        first.ifPresent(one -> crumbs.add(new Link(call.packageName(), links.to(one))));
        List<PageHead> above = wiki.way(page).stream()
                .map(NavItem::page)
                .flatMap(Stream::ofNullable)
                .filter(one -> !one.equals(page) && !Optional.of(one).equals(first))
                .toList();
        above.forEach(one -> crumbs.add(new Link(one.title(), links.to(one))));
        return crumbs;
    }
}
