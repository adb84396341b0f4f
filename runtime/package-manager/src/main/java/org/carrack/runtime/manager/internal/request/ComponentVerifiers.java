package org.carrack.runtime.manager.internal.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.config.handler.PackageFiles;
import org.carrack.spi.manage.ComponentVerifier;
import org.carrack.spi.manage.FolderVerifier;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Asks modules what is wrong with the components of the types they take, and with the files in their folders. */
@Component(service = ComponentVerifiers.class)
public final class ComponentVerifiers {

    private record Entry(ComponentVerifier verifier, String serviceType) {}

    private record FolderEntry(FolderVerifier verifier, String folder) {}

    private final List<Entry> all = new CopyOnWriteArrayList<>();
    private final List<FolderEntry> folders = new CopyOnWriteArrayList<>();

    private final @Nullable LazyModules modules;

    @Activate
    public ComponentVerifiers(@Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.modules = modules;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addVerifier(ComponentVerifier verifier, Map<String, Object> properties) {
        all.add(new Entry(verifier, String.valueOf(properties.get(ComponentVerifier.SERVICE_TYPE))));
    }

    public void removeVerifier(ComponentVerifier verifier) {
        all.removeIf(entry -> entry.verifier().equals(verifier));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addFolderVerifier(FolderVerifier verifier, Map<String, Object> properties) {
        folders.add(new FolderEntry(verifier, String.valueOf(properties.get(FolderVerifier.FOLDER))));
    }

    public void removeFolderVerifier(FolderVerifier verifier) {
        folders.removeIf(entry -> entry.verifier().equals(verifier));
    }

    /** Has the files of a package verified that are in folders with a meaning. */
    public void verify(PackageFiles files) {
        if (modules != null && files.paths().stream().anyMatch(path -> path.indexOf('/') > 0)) {
            modules.require(LazyModules.Trigger.SERVICE, FolderVerifier.class.getName());
        }
        for (FolderEntry entry : folders) {
            if (files.paths().stream().anyMatch(path -> path.startsWith(entry.folder() + "/"))) {
                entry.verifier().verify(files);
            }
        }
    }

    /**
     * What is wrong with the components of a package.
     *
     * @param services the types that each is a service of
     */
    public List<String> problems(String packageName, Map<Class<?>, Set<String>> services) {
        if (modules != null) {
            // A module that nobody has needed yet may be the one that takes them.
            services.values().stream()
                    .flatMap(Set::stream)
                    .distinct()
                    .forEach(type -> modules.require(LazyModules.Trigger.SERVICE, type));
        }
        List<String> problems = new ArrayList<>();
        for (Entry entry : all) {
            List<Class<?>> components = services.entrySet().stream()
                    .filter(component -> component.getValue().contains(entry.serviceType()))
                    .<Class<?>>map(Map.Entry::getKey)
                    .toList();
            if (!components.isEmpty()) {
                problems.addAll(entry.verifier().problems(packageName, components));
            }
        }
        return problems;
    }
}
