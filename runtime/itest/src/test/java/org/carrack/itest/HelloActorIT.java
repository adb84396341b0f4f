package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.carrack.test.Carrack;
import org.junit.Test;

/** A new server's hello package answers as the manual shows. */
public class HelloActorIT extends Server {

    @Test
    public void theExampleOfTheManualAnswersToTheLetter() throws Exception {
        awaitStarted();
        HttpResponse<String> response = send(request("/hello/actors/helloActor/hello")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, response.statusCode());
        assertEquals("\"hello from foo's actor\"", response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElse(""));
    }

    @Test
    public void argumentsComeByNameFromAJsonObject() throws Exception {
        awaitStarted();
        assertEquals(
                "{\"text\":\"hello hello Ada\",\"times\":2}",
                post("/hello/actors/helloActor/greet", "{\"name\":\"Ada\",\"times\":2}")
                        .body());
        assertEquals(
                "{\"text\":\"hello Ada\",\"times\":1}",
                post("/hello/actors/helloActor/greet", "{\"args\":{\"name\":\"Ada\"}}")
                        .body());
    }

    @Test
    public void itsSiteIsServedAndRoutesInTheBrowser() throws Exception {
        awaitStarted();
        String index = get("/hello/").body();
        assertTrue(index, index.contains("<h1>Hello</h1>"));
        assertEquals(index, get("/hello/some/route").body());
        assertTrue(get("/hello/hello.js").body().contains("helloActor"));
    }

    @Test
    public void whatIsNotThereIsToldInJson() throws Exception {
        awaitStarted();
        assertError(404, "package nope not found", post("/nope/actors/a/b", ""));
        assertError(404, "actor nope not found in package hello", post("/hello/actors/nope/hello", ""));
        assertError(404, "method nope not found in actor hello.helloActor", post("/hello/actors/helloActor/nope", ""));
        assertError(
                404,
                "there is no actor method here; the form is /hello/actors/<actor>/<method>",
                post("/hello/actors/helloActor/hello/", ""));
        assertError(
                405,
                "hello.helloActor.hello may change things; call it with POST",
                get("/hello/actors/helloActor/hello"));
        assertError(404, "there is nothing at /nowhere", get("/nowhere"));
    }

    @Test
    public void aBodyOverTheLimitIsRefused() throws Exception {
        awaitStarted();
        String refused = answerBeforeTheBody("/hello/actors/helloActor/greet", 102_401, "");
        assertTrue(refused, refused.startsWith("HTTP/1.1 413 "));
        assertTrue(refused, refused.endsWith("{\"error\": \"the request body is larger than 102,400 bytes\"}"));
        String fits = "a".repeat(102_400 - "{\"name\":\"\"}".length());
        assertEquals(
                200,
                post("/hello/actors/helloActor/greet", "{\"name\":\"" + fits + "\"}")
                        .statusCode());
    }

    @Test
    public void adminIsClosedToAllButTheOwner() throws Exception {
        awaitStarted();
        assertError(401, "the actors of package admin need a login", post("/admin/actors/packages/packages_names", ""));
        HttpResponse<String> wrong = send(request("/admin/actors/packages/packages_names")
                .header("Authorization", "Bearer wrong")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(401, wrong.statusCode());
        HttpResponse<String> owner = send(request("/admin/actors/packages/packages_names")
                .header("Authorization", "Bearer " + Carrack.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, owner.statusCode());
        assertTrue(owner.body(), owner.body().startsWith("{\"data\":[\"admin\""));
    }

    @Test
    public void browsersGetAPageAndNobodyAStackTrace() throws Exception {
        awaitStarted();
        HttpResponse<String> page = send(request("/nowhere/%3Cb%3E")
                .header("Accept", "text/html,*/*")
                .GET()
                .build());
        assertEquals(404, page.statusCode());
        assertTrue(page.body(), page.body().contains("there is nothing at /nowhere/&lt;b&gt;"));
        assertFalse(page.body().contains("at org."));
    }

    static void assertError(int status, String message, HttpResponse<String> response) throws IOException {
        assertEquals(response.body(), status, response.statusCode());
        assertEquals("{\"error\": \"" + message + "\"}", response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElse(""));
    }
}
