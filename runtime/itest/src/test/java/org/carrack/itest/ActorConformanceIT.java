package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * What 3Bot and ThreeBot answered, measured, row by row, and what is answered here. A row marked {@code differs} is a
 * deliberate difference, with its line in docs/compatibility.md.
 */
public class ActorConformanceIT extends Server {

    private static final String ACTOR = "/transports/actors/trial/";
    private static final String JSON = "application/json";

    @Before
    public void addPackage() throws Exception {
        awaitStarted();
        packages.execute(PackageRequest.add(TestPackages.TRANSPORTS.toString()).with(PackageRequest.Option.COPY));
    }

    @After
    public void deletePackage() throws Exception {
        packages.execute(PackageRequest.delete("transports"));
    }

    /** A request and its answer. */
    private record Row(String of, String method, String path, String type, String body, int status, String answer) {

        static Row post(String of, String path, String type, String body, int status, String answer) {
            return new Row(of, "POST", ACTOR + path, type, body, status, answer);
        }

        static Row post(String of, String path, String body, int status, String answer) {
            return post(of, path, JSON, body, status, answer);
        }

        static Row any(String of, String method, String path, int status, String answer) {
            return new Row(of, method, path, "", "", status, answer);
        }
    }

    private static String error(String message) {
        return "{\"error\": \"" + message + "\"}";
    }

    private static final String MISSING = "missing a required argument: 'text'";

    @Test
    public void http3Bot() throws Exception {
        check(
                Row.post("JSON object: keyword arguments", "echo", "{\"text\":\"a\"}", 200, "\"a\""),
                Row.post(
                        "charset allowed", "echo", "application/json; charset=utf-8", "{\"text\":\"ä\"}", 200, "\"ä\""),
                Row.post(
                        "other Content-Type: body ignored",
                        "echo",
                        "text/plain",
                        "{\"text\":\"a\"}",
                        400,
                        error(MISSING
                                + " (the body was ignored: its Content-Type is text/plain, not application/json)")),
                Row.post("empty body: no arguments", "later", "", 400, error(MISSING)),
                Row.post("null: no arguments", "later", "null", 400, error(MISSING)),
                Row.post("query string ignored", "echo?text=b", "{\"text\":\"a\"}", 200, "\"a\""),
                Row.post("success: JSON of the value", "any", "{\"value\":{\"a\":[1]}}", 200, "{\"a\":[1]}"),
                Row.post("null for None", "fire", "", 200, "null"),
                Row.post("Value error", "fail", "{\"how\":\"value\"}", 400, error("a bad value")),
                Row.post("bind error", "echo", "{\"x\":1}", 400, error("got an unexpected keyword argument 'x'")),
                Row.post(
                        "type error",
                        "read",
                        "{\"text\":\"a\",\"times\":1.5}",
                        400,
                        error("parameter (times) supposed to be of type (int), but found (float)")),
                Row.post(
                        "differs: bool passes as int",
                        "read",
                        "{\"text\":\"a\",\"times\":true}",
                        400,
                        error("parameter (times) supposed to be of type (int), but found (boolean)")),
                Row.post(
                        "null for what may not be null",
                        "echo",
                        "{\"text\":null}",
                        400,
                        error("parameter (text) supposed to be of type (String), but found (null)")),
                Row.post("NotFound", "fail", "{\"how\":\"absent\"}", 404, error("no such thing")),
                Row.post("Permission", "fail", "{\"how\":\"forbidden\"}", 403, error("not yours")),
                Row.post("Runtime", "fail", "{\"how\":\"state\"}", 500, error("not now")),
                Row.post("KeyError", "fail", "{\"how\":\"key\"}", 500, error("nothing there")),
                Row.post(
                        "differs: subclasses are 500",
                        "fail",
                        "{\"how\":\"value-of-a-kind\"}",
                        400,
                        error("no number")),
                Row.any(
                        "differs: unknown actor is 400",
                        "POST",
                        "/transports/actors/nobody/echo",
                        404,
                        error("actor nobody not found in package transports")),
                Row.post(
                        "differs: unknown method is 500 HTML",
                        "nope",
                        "{}",
                        404,
                        error("method nope not found in actor transports.trial")),
                Row.post(
                        "differs: private method is 500 HTML",
                        "_hidden",
                        "{}",
                        404,
                        error("method _hidden not found in actor transports.trial")),
                Row.post(
                        "differs: invalid JSON is 500 HTML",
                        "echo",
                        "{\"text\":",
                        400,
                        error("the arguments are not JSON: Unexpected end-of-input within/between Object entries")),
                Row.post(
                        "differs: JSON array is 500 HTML",
                        "echo",
                        "[\"a\"]",
                        400,
                        error("the arguments must be a JSON object with a name for each")),
                Row.post(
                        "differs: JSON string is 500 HTML",
                        "echo",
                        "\"a\"",
                        400,
                        error("the arguments must be a JSON object with a name for each")),
                Row.any(
                        "trailing slash: 404; differs: HTML",
                        "POST",
                        ACTOR + "echo/",
                        404,
                        error("there is no actor method here; the form is /transports/actors/<actor>/<method>")),
                Row.any(
                        "missing segment: 404; differs: HTML",
                        "POST",
                        "/transports/actors/trial",
                        404,
                        error("there is no actor method here; the form is /transports/actors/<actor>/<method>")),
                Row.any("PATCH: 405", "PATCH", ACTOR + "echo", 405, error("call actors with POST, not PATCH")),
                Row.any(
                        "differs: GET, PUT and DELETE call",
                        "PUT",
                        ACTOR + "context",
                        405,
                        error("call actors with POST, not PUT")),
                Row.any(
                        "differs: GET, PUT and DELETE call",
                        "DELETE",
                        ACTOR + "context",
                        405,
                        error("call actors with POST, not DELETE")),
                Row.any(
                        "differs: GET, PUT and DELETE call",
                        "GET",
                        ACTOR + "context",
                        405,
                        error("transports.trial.context may change things; call it with POST")),
                Row.any("OPTIONS: 200 empty", "OPTIONS", ACTOR + "echo", 200, ""),
                Row.post(
                        "differs: keys of the client's own",
                        "names",
                        "{\"die\":\"a\",\"actor_name\":\"b\",\"actor_method\":\"c\"}",
                        200,
                        "\"abc\""),
                Row.post("differs: the old form is refused", "echo", "{\"args\":{\"text\":\"a\"}}", 200, "\"a\""));
    }

    /** Answered before the body is sent, which Java's client may take for a broken connection. */
    @Test
    public void http3BotWithABodyOver102400Bytes() throws Exception {
        String refused = answerBeforeTheBody(ACTOR + "echo", 102_401, "");
        assertTrue(refused, refused.startsWith("HTTP/1.1 413 "));
        assertTrue("differs: HTML", refused.endsWith(error("the request body is larger than 102,400 bytes")));
    }

    @Test
    public void httpThreeBot() throws Exception {
        String harbour = "/harbour" + ACTOR;
        check(
                new Row(
                        "args, json",
                        "POST",
                        harbour + "echo",
                        JSON,
                        "{\"args\":{\"text\":\"a\"},\"content_type\":\"json\"}",
                        200,
                        "\"a\""),
                new Row(
                        "differs: msgpack",
                        "POST",
                        harbour + "echo",
                        JSON,
                        "{\"args\":{\"text\":\"a\"},\"content_type\":\"msgpack\"}",
                        400,
                        error("content_type msgpack is not known here; send json")),
                new Row("no body: no arguments", "POST", harbour + "later", JSON, "", 400, error(MISSING)),
                Row.any("GET with texts", "GET", harbour + "read?text=a&times=2", 200, "\"aa\""),
                Row.any(
                        "differs: GET calls any method",
                        "GET",
                        harbour + "echo?text=a",
                        405,
                        error("transports.trial.echo may change things; call it with POST")),
                new Row(
                        "differs: body without args is 400",
                        "POST",
                        harbour + "echo",
                        JSON,
                        "{\"text\":\"a\"}",
                        200,
                        "\"a\""),
                new Row(
                        "unparseable body: 400",
                        "POST",
                        harbour + "echo",
                        JSON,
                        "{{",
                        400,
                        error(
                                "the arguments are not JSON: Unexpected character ('{' (code 123)): was expecting double-quote to start field name")),
                new Row(
                        "differs: unknown method is 400",
                        "POST",
                        harbour + "nope",
                        JSON,
                        "{}",
                        404,
                        error("method nope not found in actor transports.trial")),
                new Row(
                        "differs: inherited attributes are callable",
                        "POST",
                        harbour + "getClass",
                        JSON,
                        "{}",
                        404,
                        error("method getClass not found in actor transports.trial")),
                Row.any(
                        "differs: unknown package is 500",
                        "POST",
                        "/harbour/nowhere/actors/trial/echo",
                        404,
                        error("there is nothing at /harbour/nowhere/actors/trial/echo")),
                Row.any(
                        "differs: unknown actor is 500",
                        "POST",
                        "/harbour/transports/actors/nobody/echo",
                        404,
                        error("actor nobody not found in package transports")),
                new Row(
                        "differs: an exception is 400",
                        "POST",
                        harbour + "fail",
                        JSON,
                        "{\"args\":{\"how\":\"state\"}}",
                        500,
                        error("not now")),
                new Row(
                        "Permission 403",
                        "POST",
                        harbour + "fail",
                        JSON,
                        "{\"args\":{\"how\":\"forbidden\"}}",
                        403,
                        error("not yours")),
                new Row(
                        "NotFound 404",
                        "POST",
                        harbour + "fail",
                        JSON,
                        "{\"args\":{\"how\":\"absent\"}}",
                        404,
                        error("no such thing")),
                new Row(
                        "schema object: its raw JSON",
                        "POST",
                        harbour + "thing",
                        JSON,
                        "{\"args\":{\"thing\":{\"name\":\"anvil\",\"colour\":\"RED\"}}}",
                        200,
                        "{\"name\":\"anvil\",\"colour\":\"RED\",\"made\":null,\"note\":null}"),
                new Row(
                        "differs: str is written as is",
                        "POST",
                        harbour + "echo",
                        JSON,
                        "{\"args\":{\"text\":\"hello world\"}}",
                        200,
                        "\"hello world\""),
                new Row("None: null", "POST", harbour + "fire", JSON, "", 200, "null"));
    }

    private void check(Row... rows) throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        for (Row row : rows) {
            HttpRequest.Builder request = request(row.path());
            if (!row.type().isEmpty()) {
                request.header("Content-Type", row.type());
            }
            HttpResponse<String> response = send(request.method(
                            row.method(), HttpRequest.BodyPublishers.ofString(row.body(), StandardCharsets.UTF_8))
                    .build());
            String type = response.headers().firstValue("Content-Type").orElse("");
            expected.add("%s: %d %s %s%n"
                    .formatted(row.of(), row.status(), row.answer().isEmpty() ? "" : JSON, row.answer()));
            answered.add("%s: %d %s %s%n".formatted(row.of(), response.statusCode(), type, response.body()));
        }
        assertEquals(String.join("", expected), String.join("", answered));
    }

    /** A command and its reply. */
    private record Command(String of, String reply, List<String> parts) {}

    private static Command command(String of, String reply, String... parts) {
        return new Command(of, reply, List.of(parts));
    }

    private static String success(String result) {
        return "+{\"success\": true, \"result\": %s, \"error\": null, \"error_type\": null, \"is_async\": false, \"task_id\": null}"
                .formatted(result);
    }

    private static String failure(String error, int type) {
        return "+{\"success\": false, \"result\": null, \"error\": \"%s\", \"error_type\": %d, \"is_async\": false, \"task_id\": null}"
                .formatted(error, type);
    }

    @Test
    public void gedis3Bot() throws Exception {
        String text = "{\"__serialized__\":true,\"module\":\"os\",\"type\":\"system\",\"data\":{}}";
        check(
                command("request", success("\"a\""), "transports_trial", "echo", "[[\"a\"], {}]"),
                command("by name", success("\"aa\""), "transports_trial", "read", "[[\"a\"], {\"times\": 2}]"),
                command("payload absent: no arguments", success("null"), "transports_trial", "fire"),
                command("a reply of one line", success("\"a\\nb\""), "transports_trial", "echo", "[[\"a\\nb\"], {}]"),
                command(
                        "0 NOT_FOUND: actor",
                        failure("actor nobody not found in package transports", 0),
                        "transports_nobody",
                        "echo"),
                command(
                        "0 NOT_FOUND: method; differs: names the actor",
                        failure("method nope not found in actor transports.trial", 0),
                        "transports_trial",
                        "nope"),
                command("1 BAD_REQUEST: fewer than two parts", failure("invalid request", 1), "transports_trial"),
                command("1 BAD_REQUEST: bind", failure(MISSING, 1), "transports_trial", "echo"),
                command(
                        "1 BAD_REQUEST: Value",
                        failure("a bad value", 1),
                        "transports_trial",
                        "fail",
                        "[[\"value\"], {}]"),
                command("3 ACTOR_ERROR", failure("not now", 3), "transports_trial", "fail", "[[\"state\"], {}]"),
                command(
                        "differs: bad payload is 4",
                        failure("the arguments are not JSON: Unexpected end-of-input in VALUE_STRING", 1),
                        "transports_trial",
                        "echo",
                        "[[\"a"),
                command(
                        "5 PERMISSION_ERROR",
                        failure("not yours", 5),
                        "transports_trial",
                        "fail",
                        "[[\"forbidden\"], {}]"),
                command(
                        "differs: objects make any class",
                        success(text),
                        "transports_trial",
                        "any",
                        "[[" + text + "], {}]"),
                command(
                        "differs: system.register_actor",
                        failure("actor not found", 0),
                        "system",
                        "register_actor",
                        "[[\"a\", \"/a.py\"], {}]"),
                command(
                        "differs: system.unregister_actor",
                        failure("actor not found", 0),
                        "system",
                        "unregister_actor",
                        "[[\"a\"], {}]"));
        try (Resp gedis = new Resp(Resp.port())) {
            // As 3Bot's client begins: what is there, and of each what it has.
            String actors = gedis.call("core", "list_actors");
            for (String name :
                    actors.replaceAll(".*\\[|].*", "").replace("\"", "").split(",")) {
                String info = gedis.call(name, "info");
                assertEquals(info, 0, info.indexOf("+{\"success\": true, \"result\": {\"path\":"));
            }
        }
    }

    @Test
    public void gedisThreeBot() throws Exception {
        check(
                command("three parts", "\"a\"", "transports.trial.echo", "{\"text\":\"a\"}"),
                command("four parts", "\"a\"", "harbour.transports.trial.echo", "{\"text\":\"a\"}"),
                command(
                        "differs: two parts mean a default package",
                        "-BADARG call trial.echo as [threebot.]package.actor.method ['{json}' ['{headers}']]",
                        "trial.echo"),
                command(
                        "differs: lower-cased",
                        "-NOTFOUND actor Trial not found in package transports",
                        "transports.Trial.echo",
                        "{\"text\":\"a\"}"),
                command(
                        "headers",
                        "\"a\"",
                        "transports.trial.echo",
                        "{\"text\":\"a\"}",
                        "{\"content_type\":\"json\",\"response_type\":\"auto\"}"),
                command(
                        "differs: capnp",
                        "-BADARG response_type capnp is not known here; use json",
                        "transports.trial.echo",
                        "{\"text\":\"a\"}",
                        "{\"response_type\":\"capnp\"}"),
                command("ping", "+PONG", "ping"),
                command("differs: auth says OK to everything", "-WRONGPASS the token is nobody's", "auth", "anything"),
                command("config_format json", "+OK", "config_format", "json"),
                command("config_content_type auto", "+OK", "config_content_type", "auto"),
                command(
                        "differs: config_response_type msgpack",
                        "-ERR only json is spoken here, not msgpack",
                        "config_response_type",
                        "msgpack"),
                command(
                        "differs: errors are a log record",
                        "-ERR not now",
                        "transports.trial.fail",
                        "{\"how\":\"state\"}"),
                command(
                        "differs: the session is always admin",
                        "-NOAUTH transports.trial.forge needs a login",
                        "transports.trial.forge"));
    }

    /** All over one connection, sent at once: they are answered in their order. */
    private static void check(Command... rows) throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        try (Resp gedis = new Resp(Resp.port())) {
            for (Command row : rows) {
                gedis.send(Resp.command(row.parts().toArray(new String[0])));
            }
            for (Command row : rows) {
                expected.add(row.of() + ": " + row.reply() + "\n");
                answered.add(row.of() + ": " + gedis.reply() + "\n");
            }
        }
        assertEquals(String.join("", expected), String.join("", answered));
    }
}
