package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.carrack.auth.Caller;
import org.carrack.manage.Configurations;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.test.Carrack;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/** A plugin whose package is replaced again and again, and its configuration as tools of OSGi see it. */
public class PluginReplacementIT extends Server {

    private static final String NAME = "swapped.Counting";

    /** Says by a system property how many of it run at once, and how many did at most. */
    private static final String COUNTING = """
            import org.carrack.plugin.*;
            import org.osgi.service.component.annotations.*;

            @Component
            public class Counting implements Plugin {
                public void run(PluginContext me) throws InterruptedException {
                    count(1);
                    try {
                        while (me.running()) {
                            me.sleep(me.config().duration("PAUSE"));
                        }
                    } finally {
                        count(-1);
                    }
                }

                private static void count(int more) {
                    synchronized (Runtime.class) {
                        int now = Integer.getInteger("swapped.now", 0) + more;
                        System.setProperty("swapped.now", String.valueOf(now));
                        int most = Math.max(now, Integer.getInteger("swapped.most", 0));
                        System.setProperty("swapped.most", String.valueOf(most));
                        System.setProperty("swapped.runs", String.valueOf(Integer.getInteger("swapped.runs", 0) + Math.max(more, 0)));
                    }
                }
            }
            """;

    @Inject
    private ConfigurationAdmin admin;

    private Path folder;

    @After
    public void delete() throws Exception {
        packages.delete("swapped", true);
        clear();
    }

    private void add(String version) throws Exception {
        if (folder == null) {
            folder = Files.createTempDirectory("swapped");
        }
        sources(
                folder,
                "name = \"swapped\"\nversion = \"%s\"\n".formatted(version),
                "config/plugins/Counting.ini",
                "[plugins.Counting]\nPAUSE=[\"duration\",\"1h\"]\nLOUD=[\"bool\",false]\nNAMES=[\"multilist\",true]\n",
                "Counting.java",
                COUNTING);
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
    }

    private <T> T service(Class<T> type) {
        Carrack.await("(objectClass=%s)".formatted(type.getName()), Constants.SERVICE_ID);
        return context.getService(context.getServiceReference(type));
    }

    private static void awaitRuns(int runs) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (Integer.getInteger("swapped.runs", 0) < runs) {
            assertTrue("it did not run", System.nanoTime() < end);
            Thread.onSpinWait();
        }
    }

    @Test
    public void aPluginThatIsReplacedNeverRunsTwiceAndLeavesNoThread() throws Exception {
        awaitStarted();
        for (String property : List.of("swapped.now", "swapped.most", "swapped.runs")) {
            System.clearProperty(property);
        }
        add("1.0.0");
        awaitRuns(1);
        long threads = threads();
        int times = Integer.getInteger("carrack.replacements", 10);
        for (int i = 1; i <= times; i++) {
            add("1.0." + i);
            awaitRuns(i + 1);
        }
        assertEquals(1, Integer.getInteger("swapped.most", 0).intValue());
        assertEquals(1, Integer.getInteger("swapped.now", 0).intValue());
        assertEquals(threads, threads());
        assertEquals(
                PluginStatus.State.RUNNING, service(Plugins.class).find(NAME).state());
        packages.stop("swapped");
        assertEquals(0, Integer.getInteger("swapped.now", 0).intValue());
        assertEquals(List.of(), service(Plugins.class).list());
        packages.start("swapped");
        awaitRuns(times + 2);
    }

    /** Those of the system with the name; virtual ones are not listed. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(NAME))
                .count();
    }

    @Test
    public void toolsOfOsgiSeeAndEditTheSameConfiguration() throws Exception {
        awaitStarted();
        add("1.0.0");
        Configurations configurations = service(Configurations.class);
        configurations.change(NAME, Map.of("NAMES", Optional.of(List.of("b", "a"))), Optional.empty(), Caller.OWNER);
        Dictionary<String, Object> properties = configuration().getProperties();
        assertEquals("1h", properties.get("PAUSE"));
        assertEquals(false, properties.get("LOUD"));
        assertEquals(List.of("b", "a"), List.of((String[]) properties.get("NAMES")));

        edit(Map.of("PAUSE", "2h", "LOUD", true, "NAMES", new String[] {"c"}), 1);
        assertEquals(
                "2h",
                configurations.find(NAME).field("PAUSE").orElseThrow().value().get(0));
        assertEquals("osgi", configurations.history(NAME).get(0).by());
        // What is not valid is refused, and the tool is shown what counts.
        edit(Map.of("PAUSE", "soon", "LOUD", true, "NAMES", new String[] {"c"}), 2);
        assertEquals("2h", configuration().getProperties().get("PAUSE"));
    }

    private Configuration configuration() throws Exception {
        return admin.getConfiguration("plugins." + NAME, "?");
    }

    /** Changes it as a tool, and waits until that, and what came of it, was told. */
    private void edit(Map<String, Object> properties, int events) throws Exception {
        CountDownLatch told = new CountDownLatch(events);
        ServiceRegistration<ConfigurationListener> listener = context.registerService(
                ConfigurationListener.class,
                event -> {
                    if (event.getPid().equals("plugins." + NAME) && event.getType() == ConfigurationEvent.CM_UPDATED) {
                        told.countDown();
                    }
                },
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MIN_VALUE)));
        try {
            configuration().update(FrameworkUtil.asDictionary(properties));
            assertTrue("nobody was told", told.await(20, TimeUnit.SECONDS));
        } finally {
            listener.unregister();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!"2h".equals(configuration().getProperties().get("PAUSE"))
                || !service(Configurations.class)
                        .find(NAME)
                        .field("PAUSE")
                        .orElseThrow()
                        .value()
                        .equals(List.of("2h"))) {
            assertTrue("it did not become 2h", System.nanoTime() < end);
            Thread.onSpinWait();
        }
    }
}
