package org.carrack.runtime.wiki.internal.service;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.actor.DynamicActor;
import org.carrack.spi.actor.ServerActor;
import org.carrack.spi.search.SearchException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The actor of wikis, at {@code /wikis/actors/wiki/…}. One instance serves all calls. */
@Component(service = Actor.class)
@ServerActor("wikis")
public final class WikiActor implements DynamicActor {

    private static final int MOST_AT_ONCE = 100;

    private final Bundle bundle;
    private final LiveWikis wikis;
    private final WikiSearch search;
    private final SearchPages pages;
    private final List<Method> methods;

    @Activate
    public WikiActor(
            BundleContext context,
            @Reference LiveWikis wikis,
            @Reference WikiSearch search,
            @Reference SearchPages pages) {
        bundle = context.getBundle();
        this.wikis = wikis;
        this.search = search;
        this.pages = pages;
        ParameterInfo inPackage = optional("package", "the only package whose wiki is searched", String.class);
        ParameterInfo text =
                new ParameterInfo("text", "words; a page has all of them", String.class, true, false, Optional.empty());
        methods = List.of(
                method("list", "The wikis that one may read.", List.of(), List.class, (arguments, call) -> list(call)),
                method(
                        "search",
                        "The pages of wikis that one may read and that have all of some words, the best first.",
                        List.of(
                                text,
                                inPackage,
                                optional("offset", "how many of the best are left out", Integer.class),
                                optional(
                                        "limit",
                                        "how many are wanted, at most 100; 20 if nothing is said",
                                        Integer.class)),
                        Map.class,
                        this::search),
                method(
                        "find",
                        "The same under ThreeBot's names.",
                        List.of(optional("name", "the package", String.class), text),
                        Map.class,
                        this::search));
    }

    private static ParameterInfo optional(String name, String description, Type type) {
        return new ParameterInfo(name, description, type, false, true, Optional.empty());
    }

    private static Method method(
            String name, String description, List<ParameterInfo> parameters, Type result, Handler body) {
        return new Method(name, description, parameters, result, "", true, Set.of(), body);
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public String name() {
        return "wiki";
    }

    @Override
    public String description() {
        return "The wikis of packages.";
    }

    @Override
    public List<Method> methods() {
        return methods;
    }

    private Object list(CallContext call) {
        return wikis.readable(call.caller()).stream().map(this::shown).toList();
    }

    private Map<String, Object> shown(String packageName) {
        Optional<Wiki> wiki = wikis.find(packageName);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("package", packageName);
        shown.put("title", wiki.flatMap(Wiki::first).map(PageHead::title).orElse(packageName));
        shown.put("pages", wiki.map(one -> one.pages().size()).orElse(0));
        return shown;
    }

    private Object search(Map<String, @Nullable Object> arguments, CallContext call) {
        String name = text(arguments.get("package"));
        int offset = number(arguments.get("offset"), 0, "offset");
        int limit = number(arguments.get("limit"), 20, "limit");
        if (limit < 1 || limit > MOST_AT_ONCE) {
            throw ActorException.badRequest("limit must be from 1 to %d".formatted(MOST_AT_ONCE));
        }
        try {
            return pages.shown(
                    search.search(
                            text(arguments.get("text")),
                            name.isEmpty() ? text(arguments.get("name")) : name,
                            call.caller(),
                            offset,
                            limit),
                    call.caller());
        } catch (SearchException e) {
            throw new ActorException(ActorException.Kind.FAILED, "the server cannot search now; its log says why", e);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static int number(@Nullable Object value, int otherwise, String name) {
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() == number.intValue() && number.intValue() >= 0) {
            return number.intValue();
        }
        throw ActorException.badRequest("%s must be a whole number of 0 or more".formatted(name));
    }
}
