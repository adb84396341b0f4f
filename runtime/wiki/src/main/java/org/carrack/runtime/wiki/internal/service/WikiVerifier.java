package org.carrack.runtime.wiki.internal.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.carrack.config.handler.PackageFiles;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiFiles;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;
import org.carrack.runtime.wiki.internal.render.Links;
import org.carrack.runtime.wiki.internal.render.PageRenderer;
import org.carrack.runtime.wiki.internal.render.Problem;
import org.carrack.runtime.wiki.internal.render.Reader;
import org.carrack.runtime.wiki.internal.render.RenderedPage;
import org.carrack.runtime.wiki.internal.render.Section;
import org.carrack.spi.manage.FolderVerifier;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.SourceSpan;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says which links and macros of a package's wiki lead nowhere. Stateless. */
@Component(property = FolderVerifier.FOLDER + "=" + LiveWiki.FOLDER)
public final class WikiVerifier implements FolderVerifier {

    private static final String PREFIX = LiveWiki.FOLDER + "/";

    @Activate
    public WikiVerifier() {}

    @Override
    public void verify(PackageFiles files) {
        try {
            verify(Wiki.read(new Verified(files), null), files);
        } catch (IOException e) {
            files.warn("the wiki cannot be read: " + e.getMessage());
        }
    }

    private record Verified(PackageFiles files) implements WikiFiles {

        @Override
        public Map<String, String> stamps() {
            Map<String, String> stamps = new TreeMap<>();
            for (String path : files.paths()) {
                if (path.startsWith(PREFIX) && !path.endsWith("/")) {
                    stamps.put(path.substring(PREFIX.length()), "");
                }
            }
            return stamps;
        }

        @Override
        public Optional<byte[]> read(String path) {
            return files.read(PREFIX + path);
        }
    }

    /** Other wikis and actors are not there. */
    private static final Reader NOBODY = new Reader() {
        @Override
        public boolean knowsOthers() {
            return false;
        }

        @Override
        public Optional<Wiki> wiki(String packageName) {
            return Optional.empty();
        }

        @Override
        public @Nullable Object call(String packageName, String actor, String method, Map<String, Object> arguments) {
            return null;
        }
    };

    private static void verify(Wiki wiki, PackageFiles files) throws IOException {
        Map<String, Set<String>> sections = new HashMap<>();
        Set<Problem> told = new HashSet<>();
        for (PageHead page : wiki.pages()) {
            RenderedPage rendered =
                    PageRenderer.render(wiki.text(page.path()).orElse(""), page.path(), new Links(wiki, ""), NOBODY);
            Set<String> ids = new HashSet<>();
            rendered.sections().stream().map(Section::id).forEach(ids::add);
            sections.put(page.path(), ids);
            told.addAll(rendered.problems());
        }
        List<Problem> all = new ArrayList<>(told);
        for (PageHead page : wiki.pages()) {
            all.addAll(fragments(wiki, page, sections));
        }
        for (PageHead page : wiki.pages()) {
            Optional<PageHead> shown = wiki.page(page.address());
            if (shown.isPresent() && !shown.get().equals(page)) {
                all.add(new Problem(
                        page.path(),
                        1,
                        1,
                        "the page is never shown: %s has its address"
                                .formatted(shown.get().path())));
            }
        }
        for (String navigation : List.of("SUMMARY.md", "_sidebar.md")) {
            if (wiki.hasFile(navigation)) {
                all.addAll(
                        PageRenderer.render(wiki.text(navigation).orElse(""), navigation, new Links(wiki, ""), NOBODY)
                                .problems());
            }
        }
        all.stream()
                .sorted((one, other) -> one.path().equals(other.path())
                        ? Integer.compare(one.line(), other.line())
                        : one.path().compareTo(other.path()))
                .forEach(problem -> files.warn("%s%s:%d:%d: %s"
                        .formatted(PREFIX, problem.path(), problem.line(), problem.column(), problem.message())));
    }

    /** Links to parts of pages that these do not have. */
    private static List<Problem> fragments(Wiki wiki, PageHead page, Map<String, Set<String>> sections)
            throws IOException {
        List<Problem> problems = new ArrayList<>();
        Links links = new Links(wiki, "");
        String text = wiki.text(page.path()).orElse("");
        MarkdownParser.parse(text).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                String destination = link.getDestination();
                Links.Target target = links.of(WikiPaths.folder(page.path()), destination);
                boolean isHere = destination.startsWith("#");
                String path =
                        isHere ? page.path() : target.page().map(PageHead::path).orElse("");
                Set<String> known = sections.get(path);
                String fragment = WikiPaths.decoded(target.fragment());
                if (known != null
                        && !fragment.isEmpty()
                        && !known.contains(fragment)
                        && !fragment.equals("top")
                        && !text.contains("id=\"" + fragment + "\"")
                        && !text.contains("name=\"" + fragment + "\"")) {
                    List<SourceSpan> spans = link.getSourceSpans();
                    problems.add(new Problem(
                            page.path(),
                            spans.isEmpty() ? 0 : spans.get(0).getLineIndex() + 1,
                            spans.isEmpty() ? 0 : spans.get(0).getColumnIndex() + 1,
                            "the link to %s leads to no heading of %s".formatted(destination, path)));
                }
            }
        });
        return problems;
    }
}
