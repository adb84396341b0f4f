package org.carrack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

class PlatformIsolationTest {

    private static final String PLATFORM = "platform:";

    @TempDir
    Path cache;

    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.toString(),
                        Constants.FRAMEWORK_BSNVERSION,
                        Constants.FRAMEWORK_BSNVERSION_MULTIPLE));
        framework.init();
        framework.getBundleContext().registerService(ResolverHookFactory.class, new PlatformIsolation(), null);
        framework.start();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void aPlatformBundleIsNotWiredToAPackageThatExportsANewerVersionOfWhatItImports() throws Exception {
        Bundle fake = install("reference:fake", Map.of("Export-Package", "org.example.api;version=2"));
        Bundle api = install(PLATFORM + "api", Map.of("Export-Package", "org.example.api;version=1"));
        Bundle user = install(PLATFORM + "user", Map.of("Import-Package", "org.example.api;version=1"));
        assertThat(resolve(fake, api, user)).isTrue();
        assertThat(providerOf(user)).isEqualTo(api);
    }

    @Test
    void aPlatformBundleDoesNotResolveByMeansOfAPackage() throws Exception {
        install("reference:fake", Map.of("Export-Package", "org.example.api"));
        Bundle user = install(PLATFORM + "user", Map.of("Import-Package", "org.example.api"));
        assertThat(resolve(user)).isFalse();
    }

    @Test
    void aPackageIsWiredToThePlatformForWhatThePlatformExports() throws Exception {
        Bundle fake = install("reference:fake", Map.of("Export-Package", "org.example.api;version=2"));
        Bundle api = install(PLATFORM + "api", Map.of("Export-Package", "org.example.api;version=1"));
        Bundle user = install("reference:user", Map.of("Import-Package", "org.example.api;version=1"));
        assertThat(resolve(fake, api, user)).isTrue();
        assertThat(providerOf(user)).isEqualTo(api);
    }

    @Test
    void packagesAreWiredToEachOtherForTheirOwn() throws Exception {
        Bundle library = install("reference:library", Map.of("Export-Package", "org.example.library"));
        Bundle user = install("reference:user", Map.of("Import-Package", "org.example.library"));
        assertThat(resolve(user)).isTrue();
        assertThat(providerOf(user)).isEqualTo(library);
    }

    @Test
    void aSingletonOfThePlatformResolvesAlthoughAPackageOfItsNameIsNewer() throws Exception {
        Map<String, String> newer =
                Map.of("Bundle-SymbolicName", "org.example.one;singleton:=true", "Bundle-Version", "9");
        Bundle fake = install("reference:fake", newer);
        Bundle platform = install(
                PLATFORM + "one",
                Map.of("Bundle-SymbolicName", "org.example.one;singleton:=true", "Bundle-Version", "1"));
        resolve(fake, platform);
        assertThat(platform.getState()).isEqualTo(Bundle.RESOLVED);
    }

    private boolean resolve(Bundle... bundles) {
        return framework.adapt(FrameworkWiring.class).resolveBundles(List.of(bundles));
    }

    private static Bundle providerOf(Bundle user) {
        return user.adapt(BundleWiring.class)
                .getRequiredWires("osgi.wiring.package")
                .get(0)
                .getProvider()
                .getBundle();
    }

    private Bundle install(String location, Map<String, String> headers) throws Exception {
        return EmptyBundles.install(framework, location, headers);
    }
}
