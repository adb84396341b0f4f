package org.carrack.runtime.manager.internal.execute;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.ComponentConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundle of a package that is verified: installed and resolved, so that its classes can be loaded, but never started.
 * No other bundle is wired to it, and closing it takes it out of the framework again.
 */
public final class TrialInstallation implements AutoCloseable {

    /** What the locations of such bundles begin with. */
    static final String LOCATIONS = "verify:";

    private static final Logger LOG = LoggerFactory.getLogger(TrialInstallation.class);

    private final BundleContext context;
    private final Bundle bundle;
    private final ServiceRegistration<ResolverHookFactory> isolation;

    /**
     * A component of the package.
     *
     * @param type its class
     * @param services the types it is a service of
     */
    public record Component(String type, Set<String> services) {}

    public TrialInstallation(BundleContext context, Path jar) throws BundleException, IOException {
        this.context = context;
        String location = LOCATIONS + UUID.randomUUID();
        // Before the bundle is there, so that no resolver that runs at the same time sees it.
        isolation = context.registerService(ResolverHookFactory.class, new Isolation(location), null);
        try (InputStream in = Files.newInputStream(jar)) {
            bundle = context.installBundle(location, in);
        } catch (BundleException | IOException e) {
            isolation.unregister();
            throw e;
        }
    }

    /** Why it does not resolve, in one sentence; nothing if it does. */
    public Optional<String> resolve() {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        return wiring.resolveBundles(List.of(bundle))
                ? Optional.empty()
                : Optional.of(ResolutionDiagnosis.explain(context, bundle));
    }

    /** Loads a class without running its static part. */
    public Class<?> load(String name) throws ClassNotFoundException {
        return bundle.loadClass(name);
    }

    /** Its components of Declarative Services (OSGi Compendium 8, section 112.4). */
    public List<Component> components() throws IOException, XMLStreamException {
        String header = bundle.getHeaders("").get(ComponentConstants.SERVICE_COMPONENT);
        List<Component> components = new ArrayList<>();
        for (String path : header == null ? new String[0] : header.split(",")) {
            String file = path.strip();
            int slash = file.lastIndexOf('/');
            var found =
                    bundle.findEntries(slash < 0 ? "/" : file.substring(0, slash), file.substring(slash + 1), false);
            for (URL url : found == null ? List.<URL>of() : Collections.list(found)) {
                components.addAll(read(url));
            }
        }
        return components;
    }

    private static List<Component> read(URL url) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        List<Component> components = new ArrayList<>();
        try (InputStream in = url.openStream()) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            String type = "";
            Set<String> services = new HashSet<>();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamReader.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "implementation" -> type = String.valueOf(xml.getAttributeValue(null, "class"));
                        case "provide" -> services.add(String.valueOf(xml.getAttributeValue(null, "interface")));
                        default -> {
                            // It says how the component is made and what it needs.
                        }
                    }
                } else if (event == XMLStreamReader.END_ELEMENT
                        && xml.getLocalName().equals("component")) {
                    components.add(new Component(type, Set.copyOf(services)));
                    services.clear();
                }
            }
        }
        return components;
    }

    @Override
    public void close() {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            LOG.warn("{}, which was verified, could not be taken out of the framework again", bundle, e);
        } finally {
            isolation.unregister();
        }
    }

    /** Hides the bundle from all others. */
    private record Isolation(String location) implements ResolverHookFactory, ResolverHook {

        @Override
        public ResolverHook begin(Collection<BundleRevision> triggers) {
            return this;
        }

        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {
            // Which bundle may be resolved is not its matter.
        }

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
            collisionCandidates.removeIf(
                    other -> isVerified(singleton.getRevision()) || isVerified(other.getRevision()));
        }

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            if (!isVerified(requirement.getRevision())) {
                candidates.removeIf(candidate -> isVerified(candidate.getRevision()));
            }
        }

        @Override
        public void end() {
            // It keeps nothing for one run of the resolver.
        }

        private boolean isVerified(BundleRevision revision) {
            return revision.getBundle().getLocation().equals(location);
        }
    }
}
