package org.carrack.runtime.conversation.internal.service;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.conversation.ConversationModule;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.conversation.internal.match.Classifier;
import org.carrack.runtime.conversation.internal.match.Classifier.Candidate;
import org.carrack.runtime.conversation.internal.match.Fixtures;
import org.carrack.runtime.conversation.internal.match.Interpreter;
import org.carrack.runtime.conversation.internal.match.Interpreter.Limits;
import org.carrack.runtime.conversation.internal.pack.Trigger;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.search.WordStems;
import org.carrack.spi.server.LazyModules;
import org.carrack.spi.server.ServiceProperties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules and triggers of live packages. The index of them is made anew in the background when a package comes or goes, while the one before
 * answers. For any thread.
 */
@Component(service = LiveModules.class)
public final class LiveModules {

    private static final Logger LOG = LoggerFactory.getLogger(LiveModules.class);

    /** A package that is replaced goes and comes within that; the index from before goes on. */
    private static final long SETTLED_MS = 200;

    /** A module whose package is not there is waited for so long: it is replaced, or has gone. */
    private static final long REPLACED_MS = 2_000;

    private final Map<String, PackageContext> packages = new ConcurrentHashMap<>();
    private final Map<ServiceReference<ConversationModule>, ConversationModule> modules = new ConcurrentHashMap<>();
    private final AtomicLong wanted = new AtomicLong();
    private final Object arrivals = new Object();
    private final ScheduledThreadPoolExecutor rebuilding;
    private final @Nullable LazyModules lazy;
    private final ConversationConfig config;

    /** Not there before somebody says something. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable WordStems stems;

    /** What was read of live packages; used by whoever makes an index. */
    private Map<PackageContext, Map<String, LanguagePack>> known = Map.of();

    private volatile Index index = new Index(-1, Map.of(), Map.of(), Map.of(), List.of());

    /**
     * All there is, at one moment.
     *
     * @param state the number of the state of packages that it was made of
     * @param packs by package and language
     * @param interpreters by language
     * @param access who may call the modules of each package
     */
    record Index(
            long state,
            Map<String, Map<String, LanguagePack>> packs,
            Map<String, Interpreter> interpreters,
            Map<String, Access> access,
            List<String> problems) {

        /** A trigger of a package by its name, such as {@code Module[0]}; that of any language. */
        Optional<Trigger> trigger(String packageName, String name) {
            return packs.getOrDefault(packageName, Map.of()).values().stream()
                    .flatMap(pack -> pack.triggers().triggers().stream())
                    .filter(trigger -> trigger.name().equals(name))
                    .findFirst();
        }
    }

    @Activate
    public LiveModules(
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules lazy,
            @Reference ServerConfig serverConfig) {
        this.lazy = lazy;
        config = serverConfig.view(ConversationConfig.class);
        rebuilding = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "carrack-conversation");
            thread.setDaemon(true);
            return thread;
        });
        rebuilding.setKeepAliveTime(10, TimeUnit.SECONDS);
        rebuilding.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void deactivate() {
        rebuilding.shutdownNow();
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        packages.put(live.name(), live);
        changed(live);
    }

    void removePackage(PackageContext live) {
        packages.remove(live.name(), live);
        changed(live);
    }

    private void changed(PackageContext live) {
        if (live.bundle().getEntry(LanguagePack.FOLDER) != null) {
            changed();
        }
    }

    private void changed() {
        long state = wanted.incrementAndGet();
        if (index.state() >= 0) {
            Future<?> rebuild = rebuilding.schedule(
                    () -> {
                        if (wanted.get() == state) {
                            rebuild();
                        }
                    },
                    SETTLED_MS,
                    TimeUnit.MILLISECONDS);
            LOG.trace("the index is made anew, if nothing else changes: {}", rebuild);
        }
        synchronized (arrivals) {
            arrivals.notifyAll();
        }
    }

    @Reference(
            service = ConversationModule.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addModule(ServiceReference<ConversationModule> reference, ConversationModule module) {
        modules.put(reference, module);
        changed();
    }

    void removeModule(ServiceReference<ConversationModule> reference) {
        modules.remove(reference);
        changed();
    }

    /** What there is. The first who asks has it made; after that the one before answers while another is made. */
    Index index() {
        if (index.state() < 0) {
            rebuild();
        }
        return index;
    }

    /** Whether packages have come or gone since an index was made. */
    boolean isStale(Index made) {
        return made.state() != wanted.get();
    }

    /** What there is now, however long it takes to make it. */
    Index current() {
        rebuild();
        return index;
    }

    private synchronized void rebuild() {
        long state = wanted.get();
        if (state == index.state()) {
            return;
        }
        Map<String, Map<String, LanguagePack>> packs = new TreeMap<>();
        Map<String, List<Candidate>> candidates = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        Map<String, Access> access = new HashMap<>();
        Map<PackageContext, Map<String, LanguagePack>> read = new HashMap<>();
        for (PackageContext live : new TreeMap<>(packages).values()) {
            Map<String, LanguagePack> its;
            try {
                its = known.containsKey(live) ? known.get(live) : LanguagePack.read(live);
            } catch (UncheckedIOException | IllegalStateException e) {
                problems.add("%s: its sentences cannot be read: %s".formatted(live.name(), e.getMessage()));
                continue;
            }
            read.put(live, its);
            if (its.isEmpty()) {
                continue;
            }
            packs.put(live.name(), its);
            access.put(live.name(), live.access());
            its.forEach((locale, pack) -> {
                pack.problems().forEach(problem -> problems.add(live.name() + ": " + problem));
                for (Trigger trigger : pack.triggers().triggers()) {
                    if (find(live.bundle(), trigger.function()).isPresent()) {
                        candidates
                                .computeIfAbsent(language(locale), l -> new ArrayList<>())
                                .add(new Candidate(live.name(), trigger));
                    } else {
                        problems.add(
                                "%s: %s/%s/triggers.json names the module %s, and no component of the package has that name"
                                        .formatted(live.name(), LanguagePack.FOLDER, locale, trigger.function()));
                    }
                }
            });
        }
        known = read;
        Map<String, Interpreter> interpreters = new TreeMap<>();
        candidates.forEach((language, some) -> {
            Interpreter interpreter = interpreter(some, language);
            interpreters.put(language, interpreter);
            problems.addAll(interpreter.conflicts());
        });
        packs.forEach((name, its) -> its.forEach((locale, pack) -> {
            Interpreter interpreter = interpreters.get(language(locale));
            if (interpreter != null) {
                Fixtures.check(name, pack.fixtures().fixtures(), interpreter, limits())
                        .forEach(problem -> problems.add(name + ": " + problem));
            }
        }));
        problems.stream().filter(problem -> !index.problems().contains(problem)).forEach(LOG::warn);
        index = new Index(state, packs, interpreters, access, List.copyOf(problems));
    }

    /** One of some triggers alone. */
    Interpreter interpreter(List<Candidate> candidates, String language) {
        return new Interpreter(
                new Classifier(candidates, words -> stems().stems(words, language)), Locale.forLanguageTag(language));
    }

    /** How well a trigger must fit. */
    Limits limits() {
        return new Limits(config.thresholdPercent() / 100.0, config.marginPercent() / 100.0);
    }

    private WordStems stems() {
        if (stems == null && lazy != null) {
            lazy.require(LazyModules.Trigger.SERVICE, WordStems.class.getName());
        }
        WordStems now = stems;
        if (now == null) {
            throw new IllegalStateException("the forms of words are not known: the module search does not run");
        }
        return now;
    }

    /** The language of a locale: {@code fr} of {@code fr_BE}. */
    static String language(String locale) {
        return Locale.forLanguageTag(locale.replace('_', '-')).getLanguage();
    }

    /** The module of that name in a package; one that is being replaced is waited for. */
    Optional<ConversationModule> await(String packageName, String function) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPLACED_MS);
        synchronized (arrivals) {
            Optional<ConversationModule> found = find(packageName, function);
            long left = REPLACED_MS;
            while (found.isEmpty() && left > 0) {
                arrivals.wait(left);
                found = find(packageName, function);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            return found;
        }
    }

    /** The module of that name in a package. */
    Optional<ConversationModule> find(String packageName, String function) {
        PackageContext live = packages.get(packageName);
        return live == null ? Optional.empty() : find(live.bundle(), function);
    }

    private Optional<ConversationModule> find(Bundle bundle, String function) {
        return modules.entrySet().stream()
                .filter(one -> bundle.equals(one.getKey().getBundle()))
                .filter(one -> names(one.getKey(), one.getValue()).contains(function))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Set<String> names(ServiceReference<ConversationModule> reference, ConversationModule module) {
        Set<String> said = ServiceProperties.texts(reference::getProperty, ConversationModule.NAME);
        return said.isEmpty() ? Set.of(module.getClass().getSimpleName()) : said;
    }

    /** Whether somebody may call the modules of a package; of one that is being replaced, as it was before. */
    boolean isOpen(String packageName, Caller caller) {
        PackageContext live = packages.get(packageName);
        Access access = live == null ? index.access().get(packageName) : live.access();
        return access != null && access.decide(caller, packageName) == Access.Decision.ALLOWED;
    }

    /** The log of a package. */
    Logger log(String packageName) {
        PackageContext live = packages.get(packageName);
        return live == null ? LOG : live.log();
    }
}
