package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.carrack.manage.PackageRequest;
import org.carrack.test.Carrack;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** The package manager as an actor under 3Bot's and ThreeBot's names, its progress and its events. */
public class ManagerEndpointsIT extends Server {

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path folder;

    @Before
    public void prepare() throws Exception {
        awaitStarted();
        folder = sources(
                temporary.getRoot().toPath().resolve("talk"),
                TestPackages.toml("talk", "1.0.0"),
                "actors/Said.java",
                actor("\"here\""),
                "chats/Welcome.java",
                "class Welcome {}");
    }

    @After
    public void clean() throws Exception {
        if (packages.find("talk").isPresent()) {
            packages.delete("talk", true);
        }
    }

    private String admin(String path, String json) throws Exception {
        HttpResponse<String> answer = ask(path, json);
        assertEquals(answer.body(), 200, answer.statusCode());
        return answer.body();
    }

    private HttpResponse<String> ask(String path, String json) throws Exception {
        return send(request("/admin/actors/" + path)
                .header("Authorization", "Bearer " + Carrack.TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .build());
    }

    @Test
    public void theSeedsMethods() throws Exception {
        String added =
                admin("packages/add_package", "{'path': '%s', 'extras': {'admins': ['ada.3bot']}}".formatted(folder));
        assertTrue(
                added,
                added.startsWith("{\"data\":{\"talk\":{\"name\":\"talk\",\"version\":\"1.0.0\",\"state\":\"ACTIVE\""));
        assertTrue(added, added.contains("\"kwargs\":{\"admins\":[\"ada.3bot\"]},\"admins\":[\"ada.3bot\"]"));
        assertTrue(added, added.contains("\"path\":\"%s\",\"giturl\":\"\"".formatted(folder)));
        assertEquals("{\"data\":[\"admin\",\"hello\",\"talk\"]}", admin("packages/packages_names", ""));
        assertTrue(admin("packages/list_packages", "").contains("{\"name\":\"hello\",\"version\":\"1.0.0\""));
        assertEquals(
                "{\"data\":[{\"name\":\"Welcome\",\"url\":\"/talk/chats/Welcome\"}]}",
                admin("packages/list_chat_urls", "{'name': 'talk'}"));
        assertEquals("{\"data\":[]}", admin("packages/list_chat_urls", "{'name': 'nobody'}"));
        assertTrue(admin("packages/get_package_status", "{'names': ['talk']}").contains("\"state\":\"ACTIVE\""));
        for (String method :
                List.of("stop_package", "start_package", "disable", "enable", "reload_package", "update")) {
            admin("packages/" + method, "{'name': 'talk'}");
        }
        assertEquals(
                "{\"error\": \"talk cannot be rolled back: no version was there before 1.0.0\"}",
                ask("packages/rollback", "{'name': 'talk'}").body());
        assertTrue(admin("packages/plan", "{'wish': 'delete', 'subject': 'talk'}")
                .startsWith("{\"data\":{\"fetched\":[],\"steps\":[\"HOLD talk 1.0.0\",\"STOP talk 1.0.0\""));
        assertEquals("{\"data\":null}", admin("packages/delete_package", "{'name': 'talk'}"));
        assertEquals(404, ask("packages/delete_package", "{'name': 'talk'}").statusCode());
        assertEquals(
                "{\"error\": \"either path or giturl is required\"}",
                ask("packages/add_package", "{}").body());
        assertEquals(
                "{\"error\": \"package with name \\\"x\\\" cannot be found\"}",
                ask("packages/add_internal_package", "{'name': 'x'}").body());
    }

    @Test
    public void threeBotsMethods() throws Exception {
        String added = admin("package_manager/package_add", "{'path': '%s'}".formatted(folder));
        assertTrue(added, added.startsWith("{\"package\":{\"name\":\"talk\",\"author\":\"\",\"status\":3,"));
        assertTrue(admin("package_manager/package_stop", "{'name': 'zerobot.talk'}")
                .contains("\"status\":5"));
        assertEquals(
                "{\"talk\":5,\"none\":0}",
                sorted(admin("package_manager/packages_get_status", "{'names': ['talk', 'none']}")));
        assertTrue(admin("package_manager/package_start", "{'name': 'talk'}").contains("\"status\":3"));
        assertEquals(
                "{\"packages\":[{\"package_name\":\"talk\",\"actor_names\":[\"said\"]}]}",
                admin("package_manager/actors_list", "{'package_name': 'talk'}"));
        assertTrue(
                admin("package_manager/packages_list", "{'status': 'disabled'}").equals("{\"packages\":[]}"));
        admin("package_manager/package_reload", "{'package_name': 'talk'}");
        admin("package_manager/package_delete", "{'name': 'talk'}");
        assertEquals(
                404, ask("package_manager/package_start", "{'name': 'talk'}").statusCode());
    }

    private static String sorted(String json) {
        return json.equals("{\"none\":0,\"talk\":5}") ? "{\"talk\":5,\"none\":0}" : json;
    }

    @Test
    public void aRequestInTheBackgroundReportsItsProgress() throws Exception {
        List<Operation> seen = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        ServiceRegistration<OperationListener> listener = context.registerService(
                OperationListener.class,
                o -> {
                    if (o.packages().contains("talk")) {
                        seen.add(o);
                        if (o.state() != Operation.State.RUNNING) {
                            done.countDown();
                        }
                    }
                },
                null);
        try {
            String begun = admin("packages/add_package", "{'path': '%s', 'wait': false}".formatted(folder));
            assertTrue(begun, begun.contains("\"state\":\"RUNNING\""));
            assertTrue(done.await(20, TimeUnit.SECONDS));
        } finally {
            listener.unregister();
        }
        List<String> steps = seen.stream()
                .filter(o -> o.total() > 0)
                .map(o -> o.done() + "/" + o.total() + " " + o.step())
                .toList();
        assertEquals(
                List.of(
                        "0/5 HOLD talk 1.0.0",
                        "1/5 INSTALL talk 1.0.0",
                        "2/5 START talk 1.0.0",
                        "3/5 COMMIT",
                        "4/5 OPEN talk 1.0.0",
                        "5/5 done",
                        "5/5 done"),
                steps);
        Operation last = seen.get(seen.size() - 1);
        assertEquals(Operation.State.DONE, last.state());
        assertTrue(
                admin("packages/operation", "{'id': %d}".formatted(last.id())).contains("\"done\":5,\"total\":5"));
    }

    @Test
    public void statesAreToldAsEvents() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        CountDownLatch gone = new CountDownLatch(1);
        ServiceRegistration<EventHandler> handler = context.registerService(
                EventHandler.class,
                event -> {
                    if ("talk".equals(event.getProperty("name"))) {
                        events.add(event.getTopic() + " " + event.getProperty("version"));
                        if (event.getTopic().endsWith("DELETED")) {
                            gone.countDown();
                        }
                    }
                },
                FrameworkUtil.asDictionary(java.util.Map.of(EventConstants.EVENT_TOPIC, "org/carrack/package/*")));
        try {
            packages.add(folder);
            packages.stop("talk");
            packages.start("talk");
            packages.execute(PackageRequest.delete("talk"));
            assertTrue(gone.await(20, TimeUnit.SECONDS));
        } finally {
            handler.unregister();
        }
        assertEquals(
                List.of(
                        "org/carrack/package/ACTIVE 1.0.0",
                        "org/carrack/package/STOPPED 1.0.0",
                        "org/carrack/package/ACTIVE 1.0.0",
                        "org/carrack/package/DELETED 1.0.0"),
                events);
    }
}
