package org.carrack.runtime.wiki.internal.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.page.WikisPage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All wikis, at {@code /wiki}, and the search in them, at {@code /wiki/search}. For any thread. */
@Component
@HttpPath("/wiki")
public final class WikisEndpoint implements HttpEndpoint {

    private final LiveWikis wikis;
    private final SearchPages search;

    @Activate
    public WikisEndpoint(@Reference LiveWikis wikis, @Reference SearchPages search) {
        this.wikis = wikis;
        this.search = search;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        return Pages.read(call, () -> read(call));
    }

    private HttpResponse read(HttpRequest call) {
        return switch (call.path()) {
            case "", "/" -> list(call);
            case "/search" -> search.ofAll(call);
            default ->
                HttpResponse.error(
                        404, "there is nothing at /wiki%s; wikis are at /<package>/wiki/".formatted(call.path()));
        };
    }

    private HttpResponse list(HttpRequest call) {
        List<WikisPage.Entry> entries =
                wikis.readable(call.caller()).stream().map(this::entry).toList();
        if (call.acceptsHtml()) {
            return Pages.html(200, new WikisPage(entries).html());
        }
        Map<String, String> titles = new LinkedHashMap<>();
        entries.forEach(entry -> titles.put(entry.packageName(), entry.title()));
        return SearchPages.json(titles);
    }

    private WikisPage.Entry entry(String packageName) {
        Optional<Wiki> wiki = wikis.find(packageName);
        String title = wiki.flatMap(Wiki::first).map(PageHead::title).orElse(packageName);
        int count = wiki.map(one -> one.pages().size()).orElse(0);
        return new WikisPage.Entry(
                packageName,
                title,
                "/" + WikiPaths.encoded(packageName) + "/wiki/",
                count == 1 ? "1 page" : "%,d pages".formatted(count));
    }
}
