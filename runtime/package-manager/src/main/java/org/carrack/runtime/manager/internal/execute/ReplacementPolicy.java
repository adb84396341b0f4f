package org.carrack.runtime.manager.internal.execute;

import java.util.Optional;
import org.carrack.config.Masked;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.PackageException;
import org.carrack.model.Descriptor;
import org.carrack.runtime.manager.internal.source.Origin;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.jspecify.annotations.Nullable;

/**
 * A package may not be replaced by one of another author, and a package that came with the server by none at all. Pure.
 */
final class ReplacementPolicy {

    private ReplacementPolicy() {}

    /**
     * Refuses a package that would take another's place.
     *
     * @param old what is written down of the package of that name
     * @param before its content, where that can be read
     */
    static void refuse(
            PackageArtifact content, String source, @Nullable PackageRecord old, @Nullable PackageArtifact before)
            throws PackageException {
        if (old == null || source.equals(Origin.DISTRIBUTION)) {
            return;
        }
        if (old.source().equals(Origin.DISTRIBUTION)) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s is a package of the server, which %s from %s cannot replace; give yours another name, or delete the server's first: carrack package delete %s --force"
                            .formatted(old.name(), content, Masked.url(source), old.name()));
        }
        Optional<String> author = before == null ? Optional.empty() : threebot(before);
        Optional<String> other = threebot(content);
        if (author.isPresent() && other.isPresent() && !author.equals(other)) {
            throw new PackageException(
                    Kind.REFUSED,
                    "%s/%s is another package than %s/%s, which is installed, and cannot replace it; delete that one first, or give this one another name"
                            .formatted(other.get(), content, author.get(), before));
        }
    }

    private static Optional<String> threebot(PackageArtifact content) {
        return content.descriptor().flatMap(Descriptor::threebot);
    }
}
