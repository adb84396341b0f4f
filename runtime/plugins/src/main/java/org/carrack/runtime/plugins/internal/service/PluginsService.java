package org.carrack.runtime.plugins.internal.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PluginException;
import org.carrack.manage.PluginSamples;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.model.Nearest;
import org.carrack.runtime.plugins.internal.config.LiveConfiguration;
import org.carrack.runtime.plugins.internal.engine.PluginDefinition;
import org.carrack.runtime.plugins.internal.engine.PluginRunner;
import org.carrack.runtime.plugins.internal.engine.RestartPolicy;
import org.carrack.runtime.plugins.internal.samples.SampleHistory;
import org.carrack.spi.config.ConfigDocument;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.manage.PackageStorage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plugins of this server. For any thread. */
@Component(service = {PluginsService.class, Plugins.class, ConfigDocument.Provider.class, PackageStorage.class})
public final class PluginsService implements Plugins, ConfigDocument.Provider, PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(PluginsService.class);

    private static final int MOST_POINTS = 10_000;

    private final Map<String, PluginRunner> runners = new ConcurrentHashMap<>();

    /** The threads of plugins that were told to stop, and work still, by name. */
    private final Map<String, Thread> lingering = new ConcurrentHashMap<>();

    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final PluginsConfig config;
    private final Path home;
    private final SampleHistory samples;
    private final ScheduledExecutorService housekeeping;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable AuditLog audit;

    @Activate
    public PluginsService(
            BundleContext context,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference ServerConfig serverConfig) {
        config = serverConfig.view(PluginsConfig.class);
        home = Path.of(context.getProperty("carrack.home")).toAbsolutePath().normalize();
        samples = new SampleHistory(database, Clock.systemUTC());
        housekeeping = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "carrack-plugins");
            thread.setDaemon(true);
            return thread;
        });
        schedule(() -> runners.values().forEach(this::lookAtConfiguration), 1);
        schedule(samples::store, 5);
        schedule(this::deleteOldSamples, 3_600);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the executor is stopped
    private void schedule(Runnable task, long everySeconds) {
        housekeeping.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) { // what throws is not run again by the executor
                        LOG.error("plugins could not be looked after", e);
                    }
                },
                everySeconds,
                everySeconds,
                TimeUnit.SECONDS);
    }

    private void deleteOldSamples() {
        try {
            samples.deleteOlder(Duration.ofDays(config.sampleDays()));
        } catch (SQLException e) {
            LOG.error("old samples of plugins could not be deleted: {}", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        housekeeping.shutdown();
        runners.values().stream().map(PluginRunner::definition).toList().forEach(this::remove);
        samples.store();
    }

    /** The folder of the server. */
    Path home() {
        return home;
    }

    /**
     * A plugin of a live package has come.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    void add(PluginDefinition definition) {
        Thread former = lingering.get(definition.name());
        PluginRunner runner =
                new PluginRunner(definition, RestartPolicy.of(config.restarts()), samples, System::nanoTime, former);
        if (runners.putIfAbsent(definition.name(), runner) != null) {
            throw new IllegalArgumentException(
                    "there are two plugins named %s; give one another @PluginName".formatted(definition.name()));
        }
        runner.start();
        LiveConfiguration configuration = definition.configuration();
        if (configuration != null) {
            followers.forEach(follower -> follower.come(definition.name(), configuration));
        }
    }

    /** Is told of plugins with a configuration as they come and go. */
    interface Follower {

        /** One has come. */
        void come(String name, LiveConfiguration configuration);

        /** Its configuration was changed here. */
        void changed(String name);

        /** It is gone. */
        void gone(String name);
    }

    /** Tells somebody of all plugins there are, and of those that come. */
    void follow(Follower follower) {
        followers.add(follower);
        runners.forEach((name, runner) -> {
            LiveConfiguration configuration = runner.definition().configuration();
            if (configuration != null) {
                follower.come(name, configuration);
            }
        });
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
    }

    /** A plugin is gone; returns when its thread has ended, or after some seconds. */
    void remove(PluginDefinition definition) {
        PluginRunner runner = runners.get(definition.name());
        if (runner == null || !runner.definition().equals(definition) || !runners.remove(definition.name(), runner)) {
            return;
        }
        followers.forEach(follower -> follower.gone(definition.name()));
        lingering.values().removeIf(thread -> !thread.isAlive());
        if (!runner.stop()) {
            runner.thread().ifPresent(thread -> lingering.put(definition.name(), thread));
        }
    }

    /** The configuration of a plugin was saved. */
    void configurationSaved(String name) {
        PluginRunner runner = runners.get(name);
        if (runner != null) {
            LiveConfiguration configuration = runner.definition().configuration();
            if (configuration != null) {
                configuration.readAgain();
            }
            lookAtConfiguration(runner);
        }
    }

    private void lookAtConfiguration(PluginRunner runner) {
        if (runner.lookAtConfiguration()) {
            followers.forEach(follower -> follower.changed(runner.definition().name()));
        }
    }

    @Override
    public List<ConfigDocument> documents() {
        return runners.values().stream()
                .flatMap(runner -> Optional.ofNullable(runner.definition().configuration()).stream())
                .<ConfigDocument>map(LiveConfiguration::document)
                .toList();
    }

    @Override
    public List<PluginStatus> list() {
        return runners.values().stream()
                .map(PluginRunner::status)
                .sorted(Comparator.comparing(PluginStatus::name))
                .toList();
    }

    private PluginRunner runner(String name) throws PluginException {
        PluginRunner runner = runners.get(name);
        if (runner == null) {
            throw unknown(name);
        }
        return runner;
    }

    private PluginException unknown(String name) {
        TreeSet<String> names = new TreeSet<>(runners.keySet());
        return new PluginException(
                Kind.NOT_FOUND,
                "there is no plugin %s; %s"
                        .formatted(
                                name,
                                Nearest.to(name, names)
                                        .map("did you mean %s?"::formatted)
                                        .orElse("these are: "
                                                + (names.isEmpty() ? "none" : String.join(", ", names)))));
    }

    @Override
    public PluginStatus find(String name) throws PluginException {
        return runner(name).status();
    }

    @Override
    public PluginStatus restart(String name, Caller by) throws PluginException {
        PluginRunner runner = runner(name);
        PluginStatus now = runner.status();
        if (now.state() == PluginStatus.State.RUNNING && !now.reason().isEmpty()) {
            throw new PluginException(
                    Kind.REFUSED,
                    "%s runs on by what was valid before, and is not ended: %s".formatted(name, now.reason()));
        }
        boolean isDone = runner.restart();
        AuditLog log = audit;
        if (log != null) {
            log.record(
                    by.name(),
                    "plugin.restart",
                    name,
                    isDone ? AuditLog.Outcome.DONE : AuditLog.Outcome.REFUSED,
                    "",
                    by.from());
        }
        if (!isDone) {
            throw new PluginException(
                    Kind.FAILED,
                    "the plugin %s was told to stop, and works still; it is not run again before it has ended"
                            .formatted(name));
        }
        return runner.status();
    }

    @Override
    public List<PluginSamples> samples(String name, Instant from, Instant to, Duration step) throws PluginException {
        if (!from.isBefore(to)) {
            throw new PluginException(Kind.REFUSED, "%s is not before %s".formatted(from, to));
        }
        if (step.isNegative() || (!step.isZero() && step.toMillis() == 0)) {
            throw new PluginException(Kind.REFUSED, "the step must be at least a millisecond, not %s".formatted(step));
        }
        try {
            List<PluginSamples> found = samples.read(name, from, to, step, MOST_POINTS);
            int points = found.stream().mapToInt(one -> one.points().size()).sum();
            if (points > MOST_POINTS) {
                throw new PluginException(
                        Kind.REFUSED,
                        "these would be more than %d points; ask for less time, or with a longer step"
                                .formatted(MOST_POINTS));
            }
            if (found.isEmpty() && !runners.containsKey(name) && !samples.knows(name)) {
                throw unknown(name);
            }
            return found;
        } catch (SQLTimeoutException e) {
            throw new PluginException(
                    Kind.FAILED,
                    "there are too many samples to be read in time; ask for less of them, by --last or --from and --to",
                    e);
        } catch (SQLException e) {
            throw new PluginException(
                    Kind.FAILED, "the samples of plugins cannot be read now: %s".formatted(e.getMessage()), e);
        }
    }

    @Override
    public void purge(String packageName) throws Exception {
        samples.purge(packageName);
        Path folder = home.resolve("etc/plugins");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String name = String.valueOf(file.getFileName());
                    if (name.startsWith(packageName + ".") && name.endsWith(".ini")) {
                        delete(file);
                    }
                }
            }
        }
    }

    private static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
