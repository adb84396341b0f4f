package org.carrack.runtime.manager.internal.request;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.config.ConfigException;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.spi.manage.ChangePreview;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Asks modules what packages that would come would change. */
@Component(service = ChangePreviews.class)
public final class ChangePreviews {

    private final List<ChangePreview> all = new CopyOnWriteArrayList<>();

    @Activate
    public ChangePreviews() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addPreview(ChangePreview preview) {
        all.add(preview);
    }

    public void removePreview(ChangePreview preview) {
        all.remove(preview);
    }

    /**
     * What would change.
     *
     * @param packages in the order in which they would start
     */
    public List<String> of(List<PackageArtifact> packages) throws PackageException {
        List<ChangePreview.PlannedPackage> coming = packages.stream()
                .map(p -> new ChangePreview.PlannedPackage(
                        p.name(), Version.parseVersion(p.version().osgi()), p.tags()))
                .toList();
        List<String> changes = new ArrayList<>();
        for (ChangePreview preview : all) {
            try {
                changes.addAll(preview.preview(coming));
            } catch (ConfigException e) {
                throw new PackageException(Kind.REFUSED, "%s: %s".formatted(e.location(), e.getMessage()), e);
            }
        }
        return changes;
    }
}
