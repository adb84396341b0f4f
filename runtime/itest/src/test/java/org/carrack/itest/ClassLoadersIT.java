package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.auth.Accounts;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.carrack.manage.PackageRequest;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Of a package that is gone nothing is kept: its class loader is collected, whatever it contributed and however that was used. */
public class ClassLoadersIT extends Server {

    private static final String NAME = "leaver";

    private static final String ACTOR = """
            import java.util.*;
            import org.carrack.actor.*;
            import org.carrack.data.*;
            import org.osgi.service.component.annotations.*;
            @Component
            public class LeaverActor implements Actor {
                public enum Colour { RED, BLUE }
                public record In(String name, int n, Optional<Colour> colour, List<String> tags) {}
                public record Out(String text, Map<String, In> m) {}
                @Reference Models models;
                @ActorMethod public Out go(In in, @Default("RED") Colour c) { return new Out(in.name() + c, Map.of("a", in)); }
                @ActorMethod public int keep(String name) {
                    models.of(Note.class).add(new Note(name));
                    return models.of(Note.class).find(Query.ALL).size();
                }
            }
            """;

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private String token = "";

    @Before
    public void prepare() throws Exception {
        awaitStarted();
        token = context.getService(context.getServiceReference(Accounts.class))
                .createToken("admin", "leaver", Set.of(), Set.of(), Optional.empty(), Caller.OWNER);
    }

    private int status(String path) throws Exception {
        return send(request(path)
                        .header("Authorization", "Bearer " + token)
                        .GET()
                        .build())
                .statusCode();
    }

    private String calls(String path, String json) throws Exception {
        return send(request(path)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(json))
                        .build())
                .body();
    }

    /** How a contribution is used while it is there. */
    private interface Use {
        void use() throws Exception;
    }

    private record Contribution(String toml, Use use, List<String> files) {

        Contribution(String toml, Use use, String... files) {
            this(toml, use, List.of(files));
        }
    }

    @Test
    public void theClassLoaderOfAPackageGoesWithIt() throws Exception {
        Map<String, Contribution> all = new LinkedHashMap<>();
        all.put(
                "an actor and a model of a class",
                new Contribution(
                        "",
                        () -> {
                            assertTrue(calls(
                                            "/leaver/actors/leaver/go",
                                            "{\"in\": {\"name\": \"x\", \"n\": 1, \"tags\": []}}")
                                    .contains("xRED"));
                            calls("/leaver/actors/leaver/keep", "{\"name\": \"one\"}");
                            assertEquals(200, status("/leaver/actors/openapi.json"));
                            assertEquals(200, status("/leaver/model/leaver.note"));
                        },
                        "actors/Leaver.java",
                        ACTOR.replace("LeaverActor", "Leaver"),
                        "Note.java",
                        "@org.carrack.data.Model public record Note(String name) {}"));
        all.put(
                "a model in ThreeBot's language and settings",
                new Contribution(
                        "[[settings]]\nname = \"a\"\ndefault_value = \"x\"\n",
                        () -> assertEquals(200, status("/leaver/model/leaver.item")),
                        "models/item.toml",
                        "@url = leaver.item\nname** = \"\" (S)\n",
                        "Any.java",
                        "public class Any {}"));
        all.put(
                "an app server",
                new Contribution(
                        "[[app_servers]]\nclass = \"leaver.Api\"\npath_url = \"/api\"\n",
                        () -> assertEquals(200, status("/leaver/api/x")),
                        "Api.java",
                        """
                        import jakarta.servlet.http.*;
                        public class Api extends HttpServlet {
                            @Override protected void doGet(HttpServletRequest q, HttpServletResponse r) throws java.io.IOException {
                                q.getSession().setAttribute("own", new Api());
                                r.getWriter().print("api");
                            }
                        }
                        """));
        all.put(
                "a servlet of the Whiteboard",
                new Contribution("", () -> assertEquals(200, status("/of-leaver")), "Board.java", """
                        import jakarta.servlet.*;
                        import jakarta.servlet.http.*;
                        import org.osgi.service.component.annotations.Component;
                        @Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=/of-leaver")
                        public class Board extends HttpServlet {
                            @Override protected void doGet(HttpServletRequest q, HttpServletResponse r) throws java.io.IOException {
                                r.getWriter().print("board");
                            }
                        }
                        """));
        all.put(
                "a health check and hooks",
                new Contribution(
                        "", () -> assertEquals(200, status("/health/leaver")), "Check.java", """
                        import org.apache.felix.hc.api.*;
                        import org.osgi.service.component.annotations.Component;
                        @Component(property = {"hc.name=leaver", "hc.tags=leaver"})
                        public class Check implements HealthCheck {
                            @Override public Result execute() { return new Result(Result.Status.OK, "well"); }
                        }
                        """, "Hooks.java", """
                        import org.carrack.lifecycle.*;
                        import org.osgi.service.component.annotations.Component;
                        @Component
                        public class Hooks implements PackageLifecycle {
                            @Override public void start(PackageContext me) { me.log().info("started"); }
                        }
                        """));
        all.put(
                "a plugin with a configuration, and a command",
                new Contribution(
                        "",
                        () -> {
                            assertTrue(calls("/admin/actors/config/form", "{\"name\": \"leaver.Looper\"}")
                                    .contains("PAUSE"));
                            assertTrue(calls("/commands/actors/command/call", "{\"name\": \"leaves\"}")
                                    .contains("left"));
                        },
                        "config/plugins/Looper.ini",
                        "[plugins.Looper]\nPAUSE=[\"duration\",\"1h\"]\n",
                        "Looper.java",
                        """
                        import org.carrack.actor.*;
                        import org.carrack.plugin.*;
                        import org.osgi.service.component.annotations.Component;
                        @Component
                        public class Looper implements Plugin, ChoicesProvider, Actor {
                            @Override public void run(PluginContext me) throws InterruptedException {
                                me.onConfigChange(() -> {});
                                while (me.running()) { me.sleep(me.config().duration("PAUSE")); }
                            }
                            @Override public java.util.List<String> choices(String option) { return java.util.List.of(); }
                            @ActorMethod @Command public String leaves() { return "left"; }
                        }
                        """));
        for (Map.Entry<String, Contribution> one : all.entrySet()) {
            awaitCollected(one.getKey(), one.getValue());
        }
    }

    private void awaitCollected(String what, Contribution contribution) throws Exception {
        Path folder = sources(
                temporary.newFolder().toPath(),
                TestPackages.toml(NAME, "1.0.0") + contribution.toml(),
                contribution.files().toArray(new String[0]));
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
        WeakReference<ClassLoader> loader = new WeakReference<>(loader(), collected);
        contribution.use().use();
        packages.delete(NAME, true);
        Reference<?> gone = null;
        for (int i = 0; i < 60 && gone == null; i++) {
            // Jetty keeps the last request of a connection until the next.
            get("/health");
            System.gc();
            gone = collected.remove(250);
        }
        assertEquals("the class loader of a package with " + what + " is kept", loader, gone);
    }

    private ClassLoader loader() throws Exception {
        for (ServiceReference<PackageContext> reference :
                context.getServiceReferences(PackageContext.class, "(carrack.package=" + NAME + ")")) {
            PackageContext live = context.getService(reference);
            ClassLoader loader = live.bundle().adapt(BundleWiring.class).getClassLoader();
            context.ungetService(reference);
            return loader;
        }
        throw new AssertionError("there is no live package " + NAME);
    }
}
