package org.carrack.runtime.manager.internal.tags;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.model.DescriptorReader;
import org.carrack.model.Nearest;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.code.TimeLimitedRunner;
import org.carrack.settings.Setting;
import org.carrack.settings.Settings;
import org.carrack.spi.server.LazyModules;
import org.carrack.spi.server.ServiceProperties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;

/** Which handler takes which tag. Of several for one tag the highest ranking counts, as everywhere in OSGi. */
@Component(service = ConfigHandlers.class)
public final class ConfigHandlers {

    /** Is notified of handlers, by the thread that registers or unregisters them. */
    public interface Listener {

        /** A handler has been registered. */
        void added(Handler handler);

        /** A handler is about to go; it still works. */
        void removed(Handler handler);
    }

    /**
     * A handler and the tags it takes. Its stages run one at a time.
     *
     * @param limit how long a stage may take; empty for a handler of the platform
     */
    public record Handler(
            ServiceReference<?> reference,
            ConfigHandler<Object> service,
            Set<String> tags,
            boolean isEarly,
            Function<Handler, Optional<Limited>> limit) {

        private interface Stage<T> {
            T run() throws ConfigException;
        }

        /** Stage one: reads a tag. */
        public Declaration read(ConfigTag tag) throws ConfigException {
            return new Declaration(this, tag, run(tag, () -> service.read(tag)));
        }

        /** Checks a tag that was read against the files of its package. */
        public void check(Declaration declaration, PackageFiles files) throws ConfigException {
            run(declaration.tag(), () -> {
                service.check(declaration.value(), files);
                return files;
            });
        }

        /** Stage two: applies a tag that was read. */
        public Undo apply(PackageContext declarer, Declaration declaration) throws ConfigException {
            return run(declaration.tag(), () -> service.apply(declarer, declaration.value()));
        }

        private <T> T run(ConfigTag tag, Stage<T> stage) throws ConfigException {
            return limited(tag, () -> {
                try {
                    // Code of packages may declare at any time, too.
                    synchronized (service) {
                        return stage.run();
                    }
                } catch (RuntimeException | Error e) {
                    throw failed(tag, e);
                }
            });
        }

        /** Runs the platform's own handlers directly, and those of packages for a limited time. */
        private <T> T limited(ConfigTag tag, Stage<T> stage) throws ConfigException {
            Optional<Limited> limited = limit.apply(this);
            if (limited.isEmpty() || limited.get().code().isCodeThread()) {
                return stage.run();
            }
            Duration most = limited.get().limit().get();
            try {
                return limited.get().code().call("handler of " + tag.name(), most, true, stage::run);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ConfigException refusal ? refusal : failed(tag, e.getCause());
            } catch (TimeLimitedRunner.OverdueException e) {
                throw tag.refuse("the handler of %s, %s, did not end within %d s%s; it is a fault of its package"
                        .formatted(tag.name(), service.getClass().getName(), most.toSeconds(), e.where()));
            } catch (StepException e) {
                throw tag.refuse(e.getMessage());
            }
        }

        private ConfigException failed(ConfigTag tag, @Nullable Throwable e) {
            ConfigException failed = tag.refuse("the handler of %s, %s, failed: %s"
                    .formatted(tag.name(), service.getClass().getName(), e));
            if (e != null) {
                failed.initCause(e);
            }
            return failed;
        }
    }

    /** How long code of packages may take, and what runs it. */
    public record Limited(TimeLimitedRunner code, Supplier<Duration> limit) {}

    private static final String PLATFORM = "org.carrack.platform.started";
    private static final Duration PLATFORM_LIMIT = Duration.ofSeconds(10);

    private final Map<ServiceReference<?>, Handler> handlers =
            new ConcurrentSkipListMap<>(java.util.Comparator.reverseOrder());
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private final AtomicReference<@Nullable Settings> settings = new AtomicReference<>();

    private volatile @Nullable Limited limited;
    private volatile Predicate<Bundle> isPlatform = bundle -> true;

    /** Whether handlers of the platform may still be registered; the launcher says when they all are. */
    private boolean isComing;

    private final @Nullable LazyModules modules;

    @Activate
    public ConfigHandlers(
            BundleContext context,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.modules = modules;
        isComing = context.getProperty(PLATFORM) != null;
    }

    @Reference(
            target = "(osgi.condition.id=" + PLATFORM + ")",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    synchronized void setPlatform(Condition started) {
        isComing = false;
        notifyAll();
    }

    public synchronized void unsetPlatform(Condition started) {
        // The platform stays started until all ends.
    }

    /** The same as {@link #find}, but waits for what the platform may still bring while it is being started. */
    @Nullable
    public Handler await(ConfigTag tag) {
        Handler found = find(tag);
        long end = System.nanoTime() + PLATFORM_LIMIT.toNanos();
        synchronized (this) {
            while (found == null && isComing && System.nanoTime() < end) {
                try {
                    wait(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return find(tag);
                }
                found = find(tag);
            }
        }
        return found == null ? find(tag) : found;
    }

    /** Waits until all of the platform has been started: handlers, and the modules that check what packages bring. */
    public synchronized void awaitPlatform() throws InterruptedException {
        long end = System.nanoTime() + PLATFORM_LIMIT.toNanos();
        while (isComing && System.nanoTime() < end) {
            wait(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void setSettings(Settings service) {
        settings.set(service);
    }

    public void unsetSettings(Settings service) {
        settings.compareAndSet(service, null);
    }

    /** The settings that a live package declares, from the service that keeps them. */
    public List<Setting> settings(String packageName) {
        Settings service = settings.get();
        return service == null ? List.of() : service.list(packageName);
    }

    /**
     * Limits the time of handlers that are not the platform's own.
     *
     * @param isPlatform whether a bundle is the platform's
     */
    public void limit(TimeLimitedRunner code, Supplier<Duration> limit, Predicate<Bundle> isPlatform) {
        this.isPlatform = isPlatform;
        limited = new Limited(code, limit);
    }

    private Optional<Limited> limitOf(Handler handler) {
        Bundle bundle = handler.reference().getBundle();
        return bundle == null || isPlatform.test(bundle) ? Optional.empty() : Optional.ofNullable(limited);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    public void forget(Listener listener) {
        listeners.remove(listener);
    }

    /** The handler of a tag; the module of the platform that waits for such a tag is started. */
    @Nullable
    public Handler find(ConfigTag tag) {
        LazyModules starter = modules;
        if (starter != null) {
            awaited().filter(tag::isNamed).forEach(name -> starter.require(LazyModules.Trigger.TAG, name));
        }
        for (Handler handler : handlers.values()) {
            if (handler.tags().stream().anyMatch(tag::isNamed)) {
                return handler;
            }
        }
        return null;
    }

    /** Whether a module of the platform waits for such a tag. */
    public boolean isAwaited(ConfigTag tag) {
        return awaited().anyMatch(tag::isNamed);
    }

    private Stream<String> awaited() {
        return modules == null ? Stream.of() : modules.waiting(LazyModules.Trigger.TAG).stream();
    }

    /** That no handler takes a tag, as a warning for people. */
    public String unhandledWarning(ConfigTag tag) {
        return "%s: %s".formatted(tag.location(), unhandledMessage(tag));
    }

    /** The same without the place. */
    public String unhandledMessage(ConfigTag tag) {
        return text(tag, "it is applied when a package or module that does comes");
    }

    /** The same for a tag that cannot be applied later. */
    public String unknownText(ConfigTag tag) {
        return text(tag, "add the package that does first");
    }

    private String text(ConfigTag tag, String advice) {
        Set<String> known = new TreeSet<>(DescriptorReader.KEYS);
        handlers.values().forEach(handler -> known.addAll(handler.tags()));
        awaited().forEach(known::add);
        return "nothing here takes the tag %s; %s"
                .formatted(
                        tag.name(),
                        Nearest.to(tag.name(), known)
                                .map("did you mean %s?"::formatted)
                                .orElse(advice));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addHandler(ConfigHandler<?> service, ServiceReference<ConfigHandler<?>> reference) {
        @SuppressWarnings("unchecked") // it is given the values that it returned itself
        ConfigHandler<Object> itself = (ConfigHandler<Object>) service;
        Handler handler = new Handler(
                reference,
                itself,
                ServiceProperties.texts(reference::getProperty, ConfigHandler.TAG, HandlesTag.PREFIX_ + "handles.tag"),
                Boolean.parseBoolean(String.valueOf(reference.getProperty(ConfigHandler.EARLY))),
                this::limitOf);
        handlers.put(reference, handler);
        synchronized (this) {
            notifyAll();
        }
        listeners.forEach(listener -> listener.added(handler));
    }

    public void removeHandler(ServiceReference<ConfigHandler<?>> reference) {
        Handler handler = handlers.remove(reference);
        if (handler != null) {
            listeners.forEach(listener -> listener.removed(handler));
        }
    }
}
