package org.carrack.runtime.manager.internal.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

class TrialInstallationTest {

    @TempDir
    Path folder;

    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_BSNVERSION,
                        Constants.FRAMEWORK_BSNVERSION_MULTIPLE));
        framework.start();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void noOtherBundleIsWiredToIt() throws Exception {
        Bundle user = install("user", Map.of("Import-Package", "org.example.library"));
        try (TrialInstallation trial = trial("library", Map.of("Export-Package", "org.example.library"))) {
            assertThat(trial.resolve()).isEmpty();
            assertThat(resolve(user)).isFalse();
            // What it imports itself it may have from another that is verified at the same time, or from itself.
            try (TrialInstallation second =
                    trial("both", Map.of("Export-Package", "org.example.own", "Import-Package", "org.example.own"))) {
                assertThat(second.resolve()).isEmpty();
            }
        }
        assertThat(resolve(user)).isFalse();
        assertThat(framework.getBundleContext().getBundles()).hasSize(2);
    }

    @Test
    void aSingletonThatRunsAndOneThatIsVerifiedDoNotSeeEachOther() throws Exception {
        String name = "org.example.one;singleton:=true";
        Bundle running = install("one", Map.of("Bundle-SymbolicName", name, "Bundle-Version", "1.0.0"));
        assertThat(resolve(running)).isTrue();
        try (TrialInstallation trial = trial("one", Map.of("Bundle-SymbolicName", name, "Bundle-Version", "2.0.0"))) {
            assertThat(trial.resolve()).isEmpty();
            Bundle next = install("next", Map.of("Bundle-SymbolicName", "org.example.two;singleton:=true"));
            assertThat(resolve(next)).isTrue();
        }
    }

    private boolean resolve(Bundle bundle) {
        return framework.adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
    }

    private TrialInstallation trial(String name, Map<String, String> headers) throws Exception {
        Path jar = Files.write(folder.resolve(name + ".jar"), jar(name, headers));
        return new TrialInstallation(framework.getBundleContext(), jar);
    }

    private Bundle install(String name, Map<String, String> headers) throws Exception {
        return framework.getBundleContext().installBundle(name, new ByteArrayInputStream(jar(name, headers)));
    }

    private static byte[] jar(String name, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        headers.forEach(main::putValue);
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        return jar.toByteArray();
    }
}
