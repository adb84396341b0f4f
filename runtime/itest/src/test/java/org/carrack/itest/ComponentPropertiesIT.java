package org.carrack.itest;

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What authors write on their components instead of strings, and whose package context they are given. */
public class ComponentPropertiesIT extends Server {

    private static final String WINDOW = """
            import java.util.concurrent.*;
            import org.carrack.config.*;
            import org.carrack.config.handler.*;
            import org.carrack.http.*;
            import org.carrack.lifecycle.PackageContext;
            import org.osgi.service.component.annotations.*;
            @Component
            @HttpPath("/window")
            public class Window implements HttpEndpoint {
                @Reference PackageContext me;
                @Reference(target = "(carrack.package=admin)") PackageContext admin;
                public CompletionStage<HttpResponse> handle(HttpRequest call) {
                    return CompletableFuture.completedFuture(HttpResponse.json(200, (me.name() + " " + admin.name() + " " + Panes.last).getBytes()));
                }
            }
            """;

    private static final String PANES = """
            import org.carrack.config.*;
            import org.carrack.config.handler.*;
            import org.carrack.lifecycle.PackageContext;
            import org.osgi.service.component.annotations.*;
            @Component
            @HandlesTag({"pane", "panes"})
            public class Panes implements ConfigHandler<String> {
                static volatile String last = "none";
                public String read(ConfigTag tag) throws ConfigException { return tag.requiredString("glass"); }
                public Undo apply(PackageContext declarer, String glass) {
                    last = declarer.name() + "/" + glass;
                    return () -> last = "none";
                }
            }
            """;

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    @After
    public void clean() throws Exception {
        for (String name : new String[] {"zz_house", "zz_window"}) {
            if (packages.find(name).isPresent()) {
                packages.delete(name, true);
            }
        }
    }

    @Test
    public void annotationsAreServicePropertiesAndTheContextIsTheOwn() throws Exception {
        awaitStarted();
        Path root = temporary.getRoot().toPath();
        packages.add(sources(
                root.resolve("w"),
                TestPackages.toml("zz_window", "1.0.0"),
                "Window.java",
                WINDOW,
                "Panes.java",
                PANES));
        assertEquals("zz_window admin none", get("/window").body());
        packages.add(
                sources(root.resolve("h"), TestPackages.toml("zz_house", "1.0.0") + "[panes]\nglass = \"blue\"\n"));
        assertEquals("zz_window admin zz_house/blue", get("/window").body());
        packages.delete("zz_house", true);
        assertEquals("zz_window admin none", get("/window").body());
        packages.delete("zz_window", true);
        assertEquals(404, get("/window").statusCode());
    }
}
