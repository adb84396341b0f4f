package org.carrack.runtime.manager.internal.state;

import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.model.DeclaredTag;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.code.StepException;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.tags.AppliedTags;
import org.carrack.runtime.manager.internal.tags.ConfigHandlers;
import org.carrack.settings.Setting;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A package whose bundle is in the framework, as the rest of the server sees it. */
public final class PackageContextImpl implements PackageContext {

    private final PackageArtifact content;
    private final Bundle bundle;
    private final Path dataFolder;
    private final Map<String, Object> extras;
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<String> rejections = new CopyOnWriteArrayList<>();
    private volatile boolean isStarting = true;
    private final ConfigHandlers handlers;
    private final ManagerConfig config;
    private final AppliedTags applied = new AppliedTags();

    public PackageContextImpl(
            PackageArtifact content,
            Bundle bundle,
            Path dataFolder,
            Map<String, Object> extras,
            ConfigHandlers handlers,
            ManagerConfig config) {
        this.config = config;
        this.handlers = handlers;
        this.extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
        this.content = content;
        this.bundle = bundle;
        this.dataFolder = dataFolder;
    }

    public PackageArtifact content() {
        return content;
    }

    public List<String> warnings() {
        return warnings;
    }

    public AppliedTags applied() {
        return applied;
    }

    @Override
    public String name() {
        return content.name();
    }

    @Override
    public Version version() {
        return Version.parseVersion(content.version().osgi());
    }

    @Override
    public Optional<String> threebot() {
        return content.descriptor().flatMap(Descriptor::threebot);
    }

    @Override
    public Access access() {
        return config.access(content);
    }

    @Override
    public boolean isHttpsForced() {
        return content.descriptor().map(Descriptor::isHttpsForced).orElse(false);
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public Optional<URL> resource(String path) {
        return Optional.ofNullable(bundle.getEntry(path));
    }

    @Override
    public Path dataFolder() {
        return dataFolder;
    }

    @Override
    public Map<String, Object> extras() {
        return extras;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> values = new LinkedHashMap<>();
        handlers.settings(name())
                .forEach(setting -> values.put(
                        setting.name(),
                        setting.value().orElseGet(() -> setting.type() == Setting.Type.TEXTS ? List.of() : "")));
        return Collections.unmodifiableMap(values);
    }

    @Override
    public Undo declare(String tag, Map<String, ?> value) throws ConfigException {
        ConfigTag declared = DeclaredTag.of(tag, value);
        ConfigHandlers.Handler handler = handlers.await(declared);
        if (handler == null) {
            throw declared.refuse(handlers.unknownText(declared));
        }
        return applied.apply(this, handler.read(declared));
    }

    @Override
    public Logger log() {
        return LoggerFactory.getLogger("package." + content.name());
    }

    @Override
    public void warn(String warning) {
        warnings.add(warning);
        log().warn("{}: {}", content, warning);
    }

    @Override
    public void reject(String reason) {
        if (isStarting) {
            rejections.add(reason);
        } else {
            warn(reason);
        }
    }

    /** Fails for the first thing that was rejected while the package starts. */
    public void refuseRejected() throws StepException {
        if (!rejections.isEmpty()) {
            throw new StepException("%s: %s".formatted(content, rejections.get(0)));
        }
    }

    /** Ends the start. */
    public void started() {
        isStarting = false;
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
