package org.carrack.runtime.monitoring.internal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.LogException;
import org.carrack.manage.LogLevels;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;

/**
 * Levels by the configuration of Pax Logging (PID {@code org.ops4j.pax.logging}): it is given a file that says what the server's own does, with other levels.
 * It holds back who logs while it configures itself, so that no line is lost. It is called as Configuration Admin would call it, by its own interface
 * {@code ManagedService}: importing that would start Configuration Admin.
 */
@Component
public final class LoggerLevels implements LogLevels {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerLevels.class);

    private static final String SERVICE = "(service.pid=org.ops4j.pax.logging)";
    /** The file that the server was started with. */
    private static final String FILE = "org.ops4j.pax.logging.StaticLogbackFile";

    /** The same in a configuration. */
    private static final String FILE_KEY = "org.ops4j.pax.logging.logback.config.file";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_$-]{1,200}(\\.[\\p{L}\\p{N}_$-]{1,200}){0,50}");

    private static final int LONGEST_SHOWN = 100;

    private final BundleContext context;

    /** Guarded by this. */
    private final Map<String, Level> changed = new TreeMap<>();

    @Activate
    public LoggerLevels(BundleContext context) {
        this.context = context;
    }

    @Override
    public synchronized List<Changed> changed() {
        return changed.entrySet().stream()
                .map(entry -> new Changed(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public Level of(String logger) throws LogException {
        Logger asked = LoggerFactory.getLogger(name(logger));
        if (asked.isTraceEnabled()) {
            return Level.TRACE;
        } else if (asked.isDebugEnabled()) {
            return Level.DEBUG;
        } else if (asked.isInfoEnabled()) {
            return Level.INFO;
        } else if (asked.isWarnEnabled()) {
            return Level.WARN;
        }
        return asked.isErrorEnabled() ? Level.ERROR : Level.OFF;
    }

    @Override
    public void set(String logger, Level level, Caller by) throws LogException {
        String name = name(logger);
        apply(name, level);
        LOG.info("{} has {} write from {} on", by.name(), name, level);
    }

    /** A name as Logback takes it: whatever the case, there is one root. */
    private static String name(String logger) throws LogException {
        if (!NAME.matcher(logger).matches()) {
            throw new LogException(
                    Kind.REFUSED,
                    "'%s' is no name of a logger; names are such as package.hello, org.carrack.runtime.http or ROOT"
                            .formatted(
                                    logger.length() > LONGEST_SHOWN
                                            ? logger.substring(0, LONGEST_SHOWN) + "…"
                                            : logger));
        }
        return logger.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME) ? Logger.ROOT_LOGGER_NAME : logger;
    }

    @Override
    public void reset(String logger, Caller by) throws LogException {
        String name = name(logger);
        if (changed().stream().noneMatch(one -> one.logger().equals(name))) {
            throw new LogException(Kind.REFUSED, "the level of %s was not changed".formatted(name));
        }
        apply(name, null);
        LOG.info("{} has {} write as the log's file says", by.name(), name);
    }

    private synchronized void apply(String logger, @Nullable Level level) throws LogException {
        Map<String, Level> wanted = new TreeMap<>(changed);
        if (level == null) {
            wanted.remove(logger);
        } else {
            wanted.put(logger, level);
        }
        configure(wanted);
        changed.clear();
        changed.putAll(wanted);
    }

    private void configure(Map<String, Level> levels) throws LogException {
        String file = context.getProperty(FILE);
        if (file == null) {
            throw new LogException(
                    Kind.FAILED,
                    "the levels cannot be changed: the log has no file (%s), which a start by carrack run gives it"
                            .formatted(FILE));
        }
        Map<String, Object> configuration = new TreeMap<>();
        configuration.put(FILE_KEY, changedFile(Path.of(file), levels).toString());
        update(FrameworkUtil.asDictionary(configuration));
    }

    /** A file of Logback that says what the server's own says, but for some levels. With one that is no XML the log would end here. */
    private Path changedFile(Path own, Map<String, Level> levels) throws LogException {
        Path changedFile = context.getDataFile("logback.xml").toPath();
        try {
            Document document = LogbackFile.read(own);
            LogbackFile.set(document, levels);
            LogbackFile.write(document, changedFile);
            return changedFile;
        } catch (IOException e) {
            throw new LogException(
                    Kind.FAILED,
                    "the levels cannot be changed: %s cannot be read: %s; mend it".formatted(own, e.getMessage()),
                    e);
        }
    }

    private void update(Dictionary<String, ?> configuration) throws LogException {
        ServiceReference<?> logging = reference();
        Object service = context.getService(logging);
        try {
            Method updated = Arrays.stream(service.getClass().getInterfaces())
                    .filter(one -> one.getSimpleName().equals("ManagedService"))
                    .findFirst()
                    .orElseThrow(() -> new LogException(
                            Kind.FAILED, "the levels cannot be changed: %s takes no configuration".formatted(SERVICE)))
                    .getMethod("updated", Dictionary.class);
            updated.invoke(service, configuration);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException("the interface of OSGi is known", e);
        } catch (InvocationTargetException e) {
            throw new LogException(
                    Kind.FAILED,
                    "the levels cannot be changed: %s"
                            .formatted(e.getTargetException().getMessage()),
                    e);
        } finally {
            context.ungetService(logging);
        }
    }

    private ServiceReference<?> reference() throws LogException {
        try {
            // Of all: this bundle does not see the interface.
            ServiceReference<?>[] found = context.getAllServiceReferences(null, SERVICE);
            if (found == null) {
                throw new LogException(
                        Kind.FAILED, "the levels cannot be changed: the log has another backend than Logback");
            }
            return found[0];
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a constant is a filter", e);
        }
    }
}
