package org.carrack.runtime.plugins.internal.service;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.carrack.plugin.ChoicesFor;
import org.carrack.plugin.ChoicesProvider;
import org.carrack.plugin.Plugin;
import org.carrack.runtime.plugins.internal.config.PluginDocument;
import org.carrack.spi.server.ServiceProperties;
import org.carrack.spi.server.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks packages what can be chosen for options of their plugins. For any thread. */
@Component(service = ChoicesTracker.class)
public final class ChoicesTracker {

    private static final Logger LOG = LoggerFactory.getLogger(ChoicesTracker.class);

    private static final long LIMIT_S = 2;

    private final Map<ServiceReference<ChoicesProvider>, ChoicesProvider> providers = new ConcurrentHashMap<>();

    @Activate
    public ChoicesTracker() {}

    @Reference(
            service = ChoicesProvider.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addProvider(ServiceReference<ChoicesProvider> reference, ChoicesProvider provider) {
        providers.put(reference, provider);
    }

    void removeProvider(ServiceReference<ChoicesProvider> reference) {
        providers.remove(reference);
    }

    /** The choices of the options of a plugin. */
    PluginDocument.Choices of(Bundle bundle, String pluginName, Plugin plugin) {
        return option -> {
            ChoicesProvider provider = find(bundle, (pluginName + "." + option).toLowerCase(Locale.ROOT));
            if (provider == null && plugin instanceof ChoicesProvider itself) {
                provider = itself;
            }
            return provider == null ? Optional.empty() : ask(provider, option);
        };
    }

    private @Nullable ChoicesProvider find(Bundle bundle, String wanted) {
        for (Map.Entry<ServiceReference<ChoicesProvider>, ChoicesProvider> one : providers.entrySet()) {
            boolean isIts = bundle.equals(one.getKey().getBundle())
                    && ServiceProperties.texts(one.getKey()::getProperty, ChoicesFor.OPTIONS).stream()
                            .anyMatch(option -> option.toLowerCase(Locale.ROOT).equals(wanted));
            if (isIts) {
                return one.getValue();
            }
        }
        return null;
    }

    private static Optional<List<String>> ask(ChoicesProvider provider, String option) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        Thread asking = VirtualThreads.unstarted("choices of " + option, () -> {
            try {
                answer.complete(List.copyOf(provider.choices(option)));
            } catch (RuntimeException | Error e) { // of a package
                answer.completeExceptionally(e);
            }
        });
        asking.start();
        try {
            return Optional.of(answer.get(LIMIT_S, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            asking.interrupt();
            LOG.warn(
                    "{} did not say within {} s what can be chosen for {}; any text can",
                    provider.getClass().getName(),
                    LIMIT_S,
                    option);
        } catch (ExecutionException e) {
            LOG.warn(
                    "{} cannot say what can be chosen for {}; any text can",
                    provider.getClass().getName(),
                    option,
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }
}
