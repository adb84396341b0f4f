package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.data.Condition;
import org.carrack.data.Models;
import org.carrack.data.Query;
import org.carrack.data.RecordListener;
import org.carrack.data.Records;
import org.carrack.data.Stored;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Models of packages in a server: by service, actor and REST. */
public class ModelsIT extends Server {

    private static final String MODEL = """
            @url = tfgrid.network.network.1
            name** = (S)
            subnet = (S)
            members = (LI)
            kind = "open,closed" (E)

            @url = tfgrid.network.result.1
            name** = (S)
            """;

    private static final String SOURCE = """
            [source]
            name = "network"
            description = "TBD"
            threebot = "tfgrid"
            version = "%s"
            %s
            """;

    private static final String ACTOR = "/tfgrid/network/actors/network_1_model/";
    private static final String REST = "/tfgrid/network/model/tfgrid.network.network.1";

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    @javax.inject.Inject
    private Models models;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Before
    public void prepare() {
        awaitStarted();
    }

    @After
    public void clean() throws Exception {
        for (String name : List.of("network", "greetings")) {
            if (packages.find(name).isPresent()) {
                packages.delete(name, true);
            }
        }
    }

    private Path network(String version, String more, String model) throws Exception {
        return sources(
                temporary.getRoot().toPath().resolve("network-" + version),
                SOURCE.formatted(version, more),
                "models/network.toml",
                model);
    }

    private void add(String more) throws Exception {
        packages.execute(PackageRequest.add(network("1.0.0", more, MODEL).toString()));
    }

    private HttpRequest.Builder owner(String path) {
        return request(path).header("Authorization", "Bearer " + context.getProperty("carrack.owner.token"));
    }

    private String actor(int status, String method, String json) throws Exception {
        HttpResponse<String> answer = send(owner(ACTOR + method)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
        assertEquals(answer.body(), status, answer.statusCode());
        return answer.body();
    }

    private String rest(int status, String method, String path, String json) throws Exception {
        HttpResponse<String> answer = send(owner(REST + path)
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build());
        assertEquals(answer.body(), status, answer.statusCode());
        return answer.body();
    }

    @Test
    public void eachModelHasAnActorThatAdminsAloneMayCall() throws Exception {
        add("is_auth = false\nis_admin = false");
        assertEquals(401, post(ACTOR + "count", "").statusCode());
        assertEquals(
                "{\"id\":1,\"_revision\":0,\"name\":\"a\",\"subnet\":\"\",\"members\":[1,2],\"kind\":1}",
                actor(200, "new", "{\"name\": \"a\", \"members\": [1, \"2\"], \"kind\": \"closed\"}"));
        actor(200, "new", "{\"args\": {\"name\": \"b\", \"subnet\": \"10.0.0.0\"}}");
        assertTrue(actor(200, "set", "{\"object_id\": 1, \"values\": {\"subnet\": \"10.1.0.0\"}}")
                .contains("\"_revision\":1,\"name\":\"a\",\"subnet\":\"10.1.0.0\""));
        assertTrue(actor(400, "set", "{\"object_id\": 1, \"values\": {\"subnet\": \"x\", \"_revision\": 0}}")
                .contains("was changed by somebody else"));
        assertTrue(actor(200, "get_by_name", "{\"name\": \"b\"}").contains("\"id\":2"));
        assertTrue(
                actor(404, "get", "{\"object_id\": 9}").contains("there is no record 9 of tfgrid.network.network.1"));
        assertEquals("2", actor(200, "count", "{}"));
        assertEquals("1", actor(200, "count", "{\"query\": {\"kind\": \"closed\"}}"));
        assertEquals("true", actor(200, "exists", "{\"object_id\": 2}"));
        String found = actor(
                200, "find", "{\"query\": {\"name\": {\"in\": [\"a\", \"b\"]}}, \"order\": [\"-name\"], \"limit\": 1}");
        assertTrue(found, found.startsWith("[{\"id\":2,") && found.endsWith("}]"));
        assertTrue(actor(400, "new", "{\"name\": \"a\"}").contains("must be unique"));
        assertTrue(actor(400, "new", "{\"nosuch\": 1}").contains("nosuch"));
        assertTrue(actor(400, "find", "{\"query\": {\"name\": {\"like\": 1}}}")
                .contains("like is no comparison; these are: eq, ne, lt, le, gt, ge, prefix, in"));
        assertTrue(actor(404, "find", "{\"query\": {\"1=1; --\": 1}}").contains("has no field 1=1; --"));
        assertEquals("null", actor(200, "delete", "{\"object_id\": 1}"));
        assertEquals("null", actor(200, "destroy", "{}"));
        assertEquals("0", actor(200, "count", "{}"));
    }

    @Test
    public void theSameOverRest() throws Exception {
        add("");
        assertEquals(401, get(REST).statusCode());
        assertEquals("{\"id\":1}", rest(201, "POST", "", "{\"name\": \"a\", \"kind\": 1}"));
        rest(201, "POST", "", "{\"name\": \"b\"}");
        assertEquals(
                "{\"id\":1,\"_revision\":0,\"name\":\"a\",\"subnet\":\"\",\"members\":[],\"kind\":1}",
                rest(200, "GET", "/1", ""));
        rest(204, "POST", "/1", "{\"subnet\": \"x\"}");
        assertTrue(rest(200, "GET", "?subnet=x", "").contains("\"id\":1"));
        assertTrue(rest(200, "GET", "?order=-name&limit=1", "").contains("\"name\":\"b\""));
        assertEquals("[]", rest(200, "GET", "?name=%27%20or%201%3D1%20--", ""));
        assertTrue(rest(400, "GET", "?nosuch=1", "").contains("\"type\":\"field_not_found\""));
        assertTrue(rest(400, "POST", "", "").contains("\"type\":\"no_data_given\""));
        assertTrue(rest(400, "POST", "", "[1]").contains("\"type\":\"invalid_data\""));
        assertTrue(rest(409, "POST", "", "{\"name\": \"a\"}").contains("\"type\":\"conflict\""));
        assertTrue(rest(400, "GET", "/x", "").contains("\"type\":\"invalid_record_id\""));
        assertTrue(rest(404, "GET", "/99", "").contains("\"type\":\"record_not_found\""));
        assertTrue(rest(404, "GET", "x", "").contains("\"type\":\"model_not_found\""));
        rest(204, "DELETE", "/1", "");
        rest(404, "DELETE", "/1", "");
        HttpResponse<String> document =
                send(owner("/network/actors/openapi.json").build());
        assertTrue(document.body(), document.body().contains("/network/model/tfgrid.network.network.1/{id}"));
        assertTrue(document.body(), document.body().contains("/network/actors/network_1_model/new"));
    }

    @Test
    public void thePackageSaysWhoMayUseThem() throws Exception {
        add("is_auth = false\nis_admin = false\n[models]\nis_admin = false");
        assertEquals("0", post(ACTOR + "count", "").body());
        assertEquals("[]", get(REST).body());
        packages.delete("network", false);
        add("disable_crud = true");
        assertEquals(404, send(owner(ACTOR + "count").build()).statusCode());
        rest(404, "GET", "", "");
        assertEquals(0, models.named("tfgrid.network.network.1").count(Condition.all()));
    }

    /** What one might send in the hope that it becomes part of a statement. */
    private static final List<String> ATTACKS = List.of(
            "1 or 1=1",
            "1; drop table tfgrid_network_network_1; --",
            "name' or ''='",
            "name\" = name or \"name",
            "') or 1=1 --",
            "name desc, (select 1)",
            "(select password from carrack.account)",
            "\\'; delete from tfgrid_network_network_1; --",
            "count(*)",
            "/**/union/**/select",
            "%",
            "_");

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Test
    public void nothingThatIsSentBecomesPartOfAStatementInAnyTransport() throws Exception {
        add("is_auth = false\nis_admin = false\n[models]\nis_admin = false");
        Records<Map<String, Object>> networks = models.named("tfgrid.network.network.1");
        long first = networks.add(Map.of("name", "safe")).id();
        try (Resp gedis = new Resp(Resp.port())) {
            for (String attack : ATTACKS) {
                String q = quoted(attack);
                String encoded = java.net.URLEncoder.encode(attack, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20");
                List<String> refused = List.of(
                        "find {\"query\": {%s: 1}}".formatted(q),
                        "find {\"query\": {\"name\": {%s: 1}}}".formatted(q),
                        "find {\"order\": [%s]}".formatted(q),
                        "find {\"limit\": %s}".formatted(q),
                        "find {\"offset\": %s}".formatted(q),
                        "count {\"query\": {%s: \"\"}}".formatted(q),
                        "new {%s: 1}".formatted(q),
                        "set {\"object_id\": %d, \"values\": {%s: 1}}".formatted(first, q),
                        "get {\"object_id\": %s}".formatted(q),
                        "delete {\"object_id\": %s}".formatted(q));
                for (String call : refused) {
                    String[] parts = call.split(" ", 2);
                    int status = post(ACTOR + parts[0], parts[1]).statusCode();
                    assertTrue(call + ": " + status, status == 400 || status == 404);
                    String reply = gedis.call("network.network_1_model." + parts[0], parts[1]);
                    assertTrue(call + ": " + reply, reply.startsWith("-"));
                }
                for (String path :
                        List.of("?" + encoded + "=1", "?order=" + encoded, "?limit=" + encoded, "/" + encoded)) {
                    int status = get(REST + path).statusCode();
                    assertTrue(path + ": " + status, status == 400 || status == 404);
                }
                // As a value it is one, and found as it is.
                assertEquals("[]", get(REST + "?name=" + encoded).body());
                String name = "{\"name\": " + q + "}";
                assertEquals(200, post(ACTOR + "new", name).statusCode());
                assertEquals(
                        "1", post(ACTOR + "count", "{\"query\": " + name + "}").body());
                assertEquals(
                        "1",
                        gedis.call(
                                "network.network_1_model.count", "{\"query\": {\"name\": {\"prefix\": " + q + "}}}"));
                assertEquals(
                        attack, networks.getByName(attack).orElseThrow().value().get("name"));
                assertTrue(
                        networks.delete(networks.getByName(attack).orElseThrow().id()));
                assertEquals(attack, 1, networks.count(Condition.all()));
            }
        }
    }

    @Test
    public void modelsChangeWithTheirPackageAndKeepTheirRecords() throws Exception {
        add("");
        Records<Map<String, Object>> networks = models.named("tfgrid.network.network.1");
        Stored<Map<String, Object>> stored = networks.add(Map.of("name", "a", "members", List.of(1)));
        Path newer = network("1.1.0", "", MODEL.replace("subnet = (S)", "fresh** = 5 (I)"));
        assertEquals(
                List.of("network: new field tfgrid_network_network_1.fresh int"),
                packages.plan(PackageRequest.add(newer.toString())).changes());
        packages.execute(PackageRequest.add(newer.toString()));
        assertTrue(rest(200, "GET", "/" + stored.id(), "").contains("\"members\":[1]"));
        String refused =
                refusal(PackageRequest.add(network("1.2.0", "", MODEL.replace("members = (LI)", "members = (LQ)"))
                        .toString()));
        assertTrue(refused, refused.contains("models/network.toml:4: there is no type (LQ)"));
        assertEquals("1.1.0", packages.find("network").orElseThrow().version());
    }

    @Test
    public void javaRecordsAreModelsToo() throws Exception {
        ServiceRegistration<RecordListener> listening = context.registerService(
                RecordListener.class,
                (url, action, id, value) -> heard.add(url + " " + action),
                FrameworkUtil.asDictionary(Map.of(RecordListener.MODEL, "greetings.greeting")));
        sources(
                temporary.getRoot().toPath().resolve("greetings"),
                TestPackages.toml("greetings", "1.0.0"),
                "Greeting.java",
                """
                import org.carrack.data.*;
                @Model
                public record Greeting(@Unique String name, @Indexed int times) {}
                """,
                "Greetings.java",
                """
                import java.util.List;
                import org.carrack.actor.*;
                import org.carrack.data.*;
                import org.osgi.service.component.annotations.*;
                @Component
                public class Greetings implements Actor {
                    final Records<Greeting> all;
                    @Activate public Greetings(@Reference Models models) {
                        all = models.of(Greeting.class);
                        all.add(new Greeting("first", 1));
                    }
                    @ActorMethod public List<Greeting> more(int times) {
                        all.add(new Greeting("hello", times));
                        return all.find(Query.where(Condition.atLeast("times", 1)).orderByDescending("times")).stream()
                                .map(Stored::value).toList();
                    }
                }
                """);
        packages.execute(PackageRequest.add(temporary.getRoot() + "/greetings"));
        assertEquals(
                "[{\"name\":\"hello\",\"times\":3},{\"name\":\"first\",\"times\":1}]",
                post("/greetings/actors/greetings/more", "{\"times\": 3}").body());
        assertEquals(
                "2",
                send(owner("/greetings/actors/greeting_model/count")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .body());
        assertEquals(List.of("greetings.greeting ADDED", "greetings.greeting ADDED"), heard);
        listening.unregister();
        assertEquals(2, models.named("greetings.greeting").find(Query.ALL).size());
        packages.delete("greetings", true);
        assertFalse(models.list().stream().anyMatch(model -> model.packageName().equals("greetings")));
    }
}
