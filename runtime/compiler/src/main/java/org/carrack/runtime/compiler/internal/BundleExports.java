package org.carrack.runtime.compiler.internal;

import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

/** What a bundle of the framework exports. */
final class BundleExports implements Exports {

    private final Bundle bundle;
    private final BundleWiring wiring;
    private final Set<String> packages = new TreeSet<>();

    BundleExports(Bundle bundle, BundleWiring wiring) {
        this.bundle = bundle;
        this.wiring = wiring;
        for (BundleCapability capability : wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            packages.add(String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)));
        }
    }

    @Override
    public Set<String> packages() {
        return packages;
    }

    @Override
    public List<ClassFile> classes(String javaPackage) {
        Collection<String> paths =
                wiring.listResources(javaPackage.replace('.', '/'), "*.class", BundleWiring.LISTRESOURCES_LOCAL);
        List<ClassFile> classes = new ArrayList<>();
        for (String path : paths) {
            URL url = bundle.getEntry(path);
            if (url != null) {
                classes.add(new ClassFile(path, url::openStream));
            }
        }
        return classes;
    }

    @Override
    public String header() {
        String header = bundle.getHeaders("").get("Export-Package");
        return header == null ? "" : header;
    }

    @Override
    public String symbolicName() {
        return String.valueOf(bundle.getSymbolicName());
    }

    @Override
    public String version() {
        return bundle.getVersion().toString();
    }
}
