package org.carrack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.framework.FrameworkFactory;
import org.carrack.spi.server.LazyModules.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

/** Which trigger starts which bundle of the platform. */
class LazyStartsTest {

    private static final String START_ON = "Carrack-Start-On";

    @TempDir
    Path folder;

    private Path home;
    private Framework framework;
    private final Map<PlatformBundle, Bundle> platform = new LinkedHashMap<>();

    @BeforeEach
    void start() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString()));
        framework.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void aBundleWithoutTriggersDoesNotWait() throws Exception {
        Bundle eager = ofPlatform("eager", Map.of());
        assertThat(lazyStarts().isLazy(eager)).isFalse();
    }

    @Test
    void aServiceThatIsNeededStartsItsModuleAndWhatItIsStartedWith() throws Exception {
        Bundle module = ofPlatform(
                "module", Map.of(START_ON, "service=org.example.A, path=/a", "Carrack-Start-With", "helper"));
        Bundle helper = ofPlatform("helper", Map.of());
        LazyStarts lazy = lazyStarts();
        assertThat(lazy.isLazy(module)).isTrue();
        assertThat(lazy.isLazy(helper)).isTrue();
        assertThat(lazy.waiting(Trigger.SERVICE)).containsExactly("org.example.A");
        lazy.require(Trigger.SERVICE, "org.example.B");
        lazy.require(Trigger.PATH, "org.example.A");
        assertThat(module.getState()).isNotEqualTo(Bundle.ACTIVE);
        lazy.require(Trigger.SERVICE, "org.example.A");
        assertThat(module.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(helper.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(lazy.waiting(Trigger.SERVICE)).isEmpty();
        assertThat(lazy.waiting(Trigger.PATH)).isEmpty();
    }

    @Test
    void aBundleThatImportsAPackageFindsItsModuleStarted() throws Exception {
        Bundle module =
                ofPlatform("module", Map.of(START_ON, "import=org.example.a", "Export-Package", "org.example.a"));
        lazyStarts();
        Bundle other = install("other", Map.of("Export-Package", "org.example.other"));
        other.start();
        assertThat(module.getState()).isNotEqualTo(Bundle.ACTIVE);
        Bundle user = install("user", Map.of("Import-Package", "org.example.a"));
        List<Integer> seen = new ArrayList<>();
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getBundle() == user && event.getType() == BundleEvent.STARTED) {
                seen.add(module.getState());
            }
        });
        user.start();
        assertThat(seen).containsExactly(Bundle.ACTIVE);
    }

    @Test
    void aBundleThatMayImportAPackageLaterFindsItsModuleStarted() throws Exception {
        Bundle one = ofPlatform("one", Map.of(START_ON, "import=org.example.a"));
        Bundle two = ofPlatform("two", Map.of(START_ON, "import=org.example.a.b"));
        Bundle three = ofPlatform("three", Map.of(START_ON, "import=org.other"));
        lazyStarts();
        install("user", Map.of("DynamicImport-Package", "org.example.a;version=\"1.0\", org.nothing.*"))
                .start();
        assertThat(one.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(two.getState()).isNotEqualTo(Bundle.ACTIVE);
        install("below", Map.of("DynamicImport-Package", "org.example.a.*")).start();
        assertThat(two.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(three.getState()).isNotEqualTo(Bundle.ACTIVE);
        install("all", Map.of("DynamicImport-Package", "*")).start();
        assertThat(three.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void aFileOfTheHomeKeepsItsModuleFromWaiting() throws Exception {
        Files.createDirectories(home.resolve("empty"));
        Files.createDirectories(home.resolve("full"));
        Files.createFile(home.resolve("full/one"));
        Bundle none = ofPlatform("none", Map.of(START_ON, "file=nothing"));
        Bundle empty = ofPlatform("empty", Map.of(START_ON, "file=empty"));
        Bundle full = ofPlatform("full", Map.of(START_ON, "service=org.example.A, file=full"));
        Bundle file = ofPlatform("file", Map.of(START_ON, "file=full/one"));
        LazyStarts lazy = lazyStarts();
        assertThat(lazy.isLazy(none)).isTrue();
        assertThat(lazy.isLazy(empty)).isTrue();
        assertThat(lazy.isLazy(full)).isFalse();
        assertThat(lazy.isLazy(file)).isFalse();
    }

    @Test
    void withoutATriggerABundleIsNeverStarted() throws Exception {
        Bundle never = ofPlatform("never", Map.of(START_ON, ""));
        assertThat(lazyStarts().isLazy(never)).isTrue();
    }

    @Test
    void aModuleThatIsStartedWithABundleThatIsNotThereIsAFaultOfTheServer() throws Exception {
        ofPlatform("module", Map.of(START_ON, "tag=a", "Carrack-Start-With", "gone"));
        assertThatThrownBy(this::lazyStarts)
                .hasMessage("module names the bundle gone in Carrack-Start-With, which is not there");
    }

    private LazyStarts lazyStarts() {
        LazyStarts lazy = new LazyStarts(platform, home);
        framework.getBundleContext().addBundleListener(lazy);
        return lazy;
    }

    private Bundle ofPlatform(String name, Map<String, String> headers) throws Exception {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Bundle-SymbolicName", name);
        Bundle bundle = install(PlatformBundle.LOCATION + name, all);
        platform.put(new PlatformBundle(name, List.of(), all), bundle);
        return bundle;
    }

    private Bundle install(String location, Map<String, String> headers) throws Exception {
        return EmptyBundles.install(framework, location, headers);
    }
}
