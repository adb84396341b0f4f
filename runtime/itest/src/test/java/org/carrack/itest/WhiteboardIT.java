package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.auth.AccountException;
import org.carrack.auth.Accounts;
import org.carrack.auth.Caller;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Bundles that know nothing but servlets and the OSGi HTTP Whiteboard can be dropped in. */
public class WhiteboardIT extends Server {

    @After
    public void empty() throws Exception {
        clear();
    }

    @Test
    public void aStockBundleWithAJakartaServletAnswers() throws Exception {
        awaitStarted();
        // It needs the other two, and waits for them.
        drop(stock("org.apache.felix.webconsole"), "webconsole.jar");
        drop(stock("org.apache.felix.inventory"), "inventory.jar");
        drop(stock("encoder"), "encoder.jar");
        awaitPackage("org.apache.felix.webconsole", "5.0.18");
        assertEquals(401, get("/system/console/bundles.json").statusCode());
        assertEquals(
                302,
                send(request("/system/console/bundles")
                                .header("Accept", "text/html")
                                .GET()
                                .build())
                        .statusCode());
        String itsOwn = Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "its own password counts for nothing",
                401,
                send(request("/system/console/bundles.json")
                                .header("Authorization", "Basic " + itsOwn)
                                .GET()
                                .build())
                        .statusCode());
        HttpResponse<String> bundles = send(asAdmin("/system/console/bundles.json"));
        assertEquals(200, bundles.statusCode());
        assertTrue(bundles.body(), bundles.body().contains("Bundle information"));
        awaitGone("org.apache.felix.webconsole", () -> Files.delete(deploy().resolve("webconsole.jar")));
        assertEquals(404, get("/system/console/bundles.json").statusCode());
    }

    @Test
    public void aStockBundleWithAJavaxServletAnswers() throws Exception {
        awaitStarted();
        drop(stock("org.apache.felix.systemready"), "systemready.jar");
        drop(stock("org.apache.felix.rootcause"), "rootcause.jar");
        awaitPackage("org.apache.felix.systemready", "0.4.2");
        awaitPackage("org.apache.felix.rootcause", "0.2.0");
        assertEquals("closed to all but admins", 401, get("/systemalive").statusCode());
        assertEquals(
                Map.of("/org.apache.felix.systemready", "admins"),
                packages.find("org.apache.felix.systemready").orElseThrow().access());
        HttpResponse<String> alive = send(asAdmin("/systemalive"));
        assertEquals(200, alive.statusCode());
        assertTrue(alive.body(), alive.body().contains("systemStatus"));
    }

    @Test
    public void aServletOfABundleThatIsNoPackageIsForAdmins() throws Exception {
        awaitStarted();
        Servlet servlet = new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("from a bundle without a package");
            }
        };
        ServiceRegistration<Servlet> registration = context.registerService(
                Servlet.class,
                servlet,
                FrameworkUtil.asDictionary(Map.of("osgi.http.whiteboard.servlet.pattern", "/stranger")));
        try {
            assertEquals(401, get("/stranger").statusCode());
            assertEquals(
                    "from a bundle without a package",
                    send(asAdmin("/stranger")).body());
        } finally {
            registration.unregister();
        }
    }

    @Test
    public void servletsOfOneClassNameFromTwoBundlesBothAnswer() throws Exception {
        awaitStarted();
        drop(built("servlet-one.jar"), "one.jar");
        drop(built("servlet-two.jar"), "two.jar");
        awaitPackage("servlet-one", "1.0.0");
        awaitPackage("servlet-two", "1.0.0");
        assertEquals("greetings from /greeting/one", get("/greeting/one").body());
        assertEquals("greetings from /greeting/two", get("/greeting/two").body());
        HttpRequest nowhere = request("/greeting/three").GET().build();
        assertEquals(
                "{\"error\": \"there is nothing at /greeting/three\"}",
                send(nowhere).body());
    }

    private HttpRequest asAdmin(String path) throws AccountException {
        Accounts accounts = context.getService(context.getServiceReference(Accounts.class));
        String token = accounts.createToken("admin", "test", Set.of(), Set.of(), Optional.empty(), Caller.OWNER);
        return request(path).header("Authorization", "Bearer " + token).GET().build();
    }

    private static Path stock(String name) {
        return Path.of(System.getProperty("carrack.itest.target"), "stock", name + ".jar");
    }
}
