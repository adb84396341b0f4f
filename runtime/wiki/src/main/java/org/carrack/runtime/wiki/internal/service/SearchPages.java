package org.carrack.runtime.wiki.internal.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.carrack.auth.Caller;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.page.Link;
import org.carrack.runtime.wiki.internal.page.SearchPage;
import org.carrack.spi.search.SearchException;
import org.carrack.spi.search.SearchResult;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches for people, and for programs. For any thread; searching blocks. */
@Component(service = SearchPages.class)
public final class SearchPages {

    private static final Logger LOG = LoggerFactory.getLogger(SearchPages.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int PER_PAGE = 20;
    private static final int MOST_AT_ONCE = 100;

    /** How far one can turn pages. */
    private static final int FARTHEST = 10_000;

    private final LiveWikis wikis;
    private final WikiSearch search;

    @Activate
    public SearchPages(@Reference LiveWikis wikis, @Reference WikiSearch search) {
        this.wikis = wikis;
        this.search = search;
    }

    /** A search in the wiki of the package of a request. */
    HttpResponse ofPackage(HttpRequest call) {
        return answer(call, call.packageName());
    }

    /** A search in all wikis that a caller may read. */
    HttpResponse ofAll(HttpRequest call) {
        return answer(call, "");
    }

    private HttpResponse answer(HttpRequest call, String packageName) {
        String text = parameter(call, "q").strip();
        int offset = Math.min(number(call, "offset", 0), FARTHEST);
        int limit = Math.max(1, Math.min(number(call, "limit", PER_PAGE), MOST_AT_ONCE));
        SearchResult found;
        try {
            found = text.isEmpty()
                    ? new SearchResult(0, List.of())
                    : search.search(text, packageName, call.caller(), offset, limit);
            if (found.hits().isEmpty() && found.total() > 0) {
                // Whoever has turned too many pages sees the last one.
                offset = (found.total() - 1) / limit * limit;
                found = search.search(text, packageName, call.caller(), offset, limit);
            }
        } catch (SearchException | IllegalStateException e) {
            LOG.error("nothing can be searched", e);
            return HttpResponse.error(503, "the server cannot search now; its log says why");
        }
        if (!call.acceptsHtml()) {
            return json(shown(found, call.caller()));
        }
        return Pages.html(
                200, page(call, packageName, text, offset, limit, found).html());
    }

    private SearchPage page(
            HttpRequest call, String packageName, String text, int offset, int limit, SearchResult found) {
        String query = "?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        int end = offset + found.hits().size();
        List<Link> before = offset > 0 && !text.isEmpty()
                ? List.of(new Link("Previous hits", query + "&offset=" + Math.max(0, offset - limit)))
                : List.of();
        List<Link> after = end < found.total() ? List.of(new Link("More hits", query + "&offset=" + end)) : List.of();
        return new SearchPage(
                packageName,
                packageName.isEmpty() ? "/wiki" : "./",
                text,
                text.isEmpty() ? "" : summary(found, offset, end),
                found.hits().stream()
                        .map(hit -> hit(hit, packageName, call.caller()))
                        .toList(),
                before,
                after,
                packageName.isEmpty() || text.isEmpty()
                        ? List.of()
                        : List.of(new Link("Search all wikis for this", "/wiki/search" + query)));
    }

    private static String summary(SearchResult found, int offset, int end) {
        return switch (found.total()) {
            case 0 -> "No page has all of these words.";
            case 1 -> "1 page has all of these words.";
            default ->
                found.hits().size() < found.total()
                        ? "Pages %d to %d of %d that have all of these words.".formatted(offset + 1, end, found.total())
                        : "%d pages have all of these words.".formatted(found.total());
        };
    }

    private SearchPage.Hit hit(SearchResult.Hit hit, String packageName, Caller caller) {
        String address = WikiPaths.encoded(address(hit, caller));
        return new SearchPage.Hit(
                hit.group(),
                packageName.isEmpty() ? wikiOf(hit.group()) + address : "./" + address,
                packageName.isEmpty(),
                hit.title(),
                hit.snippets().stream().map(SearchPage.Snippet::new).toList());
    }

    private static String wikiOf(String packageName) {
        return "/" + WikiPaths.encoded(packageName) + "/wiki/";
    }

    private String address(SearchResult.Hit hit, Caller caller) {
        Optional<Wiki> wiki = wikis.find(hit.group(), caller);
        return wiki.flatMap(one -> one.pageAt(hit.id())).map(PageHead::address).orElse(hit.id());
    }

    /** What was found, for programs. */
    Map<String, Object> shown(SearchResult found, Caller caller) {
        List<Map<String, Object>> hits = new ArrayList<>();
        for (SearchResult.Hit hit : found.hits()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("package", hit.group());
            one.put("page", hit.id());
            one.put("title", text(hit.title()));
            one.put("url", wikiOf(hit.group()) + WikiPaths.encoded(address(hit, caller)));
            one.put("snippets", hit.snippets().stream().map(SearchPages::text).toList());
            hits.add(one);
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("total", found.total());
        shown.put("hits", hits);
        return shown;
    }

    private static String text(List<SearchResult.Part> parts) {
        return parts.stream().map(SearchResult.Part::text).collect(Collectors.joining());
    }

    static HttpResponse json(Object value) {
        try {
            return HttpResponse.json(200, JSON.writeValueAsBytes(value)).with("Cache-Control", "no-store");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and texts are JSON", e);
        }
    }

    private static int number(HttpRequest call, String name, int otherwise) {
        String text = parameter(call, name);
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
    }

    private static String parameter(HttpRequest call, String name) {
        for (String pair : call.query().orElse("").split("&")) {
            if (pair.startsWith(name + "=")) {
                try {
                    return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) { // an escape that is none
                    return pair.substring(name.length() + 1);
                }
            }
        }
        return "";
    }
}
