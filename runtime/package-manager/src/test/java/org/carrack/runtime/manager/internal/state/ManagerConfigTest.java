package org.carrack.runtime.manager.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.auth.Access;
import org.carrack.config.ConfigTag;
import org.carrack.model.DeclaredTag;
import org.carrack.model.PackageVersion;
import org.carrack.runtime.manager.internal.source.PackageArtifact;
import org.junit.jupiter.api.Test;

class ManagerConfigTest {

    @Test
    void bundlesWithoutDescriptorAreForAdminsUnlessTheOwnerOpensThem() {
        ConfigTag root =
                DeclaredTag.of("", Map.of("open_bundles", List.of("org.example.status", "org.example.open.*")));
        ManagerConfig config = new ManagerConfig(() -> root);
        assertThat(config.access(bundle("org.example.status"))).isEqualTo(Access.OPEN);
        assertThat(config.access(bundle("org.example.open.docs"))).isEqualTo(Access.OPEN);
        assertThat(config.access(bundle("org.example.status.more"))).isEqualTo(Access.CLOSED);
        assertThat(config.access(bundle("org.jolokia.osgi"))).isEqualTo(Access.CLOSED);
    }

    private static PackageArtifact bundle(String symbolicName) {
        return new PackageArtifact(
                symbolicName,
                PackageVersion.parse("1.0.0").orElseThrow(),
                "",
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Set.of(),
                List.of(),
                "");
    }
}
