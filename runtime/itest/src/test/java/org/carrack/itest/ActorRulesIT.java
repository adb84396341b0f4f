package org.carrack.itest;

import static org.carrack.itest.HelloActorIT.assertError;
import static org.junit.Assert.assertEquals;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Arguments and results of actors follow the rules that 3Bot had, with a JSON error on every path. */
public class ActorRulesIT extends Server {

    private static final String ACTOR = "/answers/actors/answersActor/";

    @Before
    public void dropPackage() throws Exception {
        awaitStarted();
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
    }

    @After
    public void removePackage() throws Exception {
        awaitGone("answers", this::clear);
    }

    @Test
    public void typedArgumentsComeFromTheJsonObject() throws Exception {
        HttpResponse<String> response =
                post(ACTOR + "person", "{\"person\": {\"name\": \"Ada\", \"born\": \"1815-12-10\"}}");
        assertEquals("{\"name\":\"Ada\",\"born\":\"1815-12-10\"}", response.body());
        assertEquals(
                200,
                post(ACTOR + "all", "{\"text\":\"a\",\"number\":1,\"real\":1.5,\"flag\":true,\"list\":[1,2]}")
                        .statusCode());
    }

    @Test
    public void whatDoesNotFitIsABadRequestThatNamesTheArgument() throws Exception {
        assertError(400, "missing a required argument: 'how'", post(ACTOR + "fail", "{}"));
        assertError(400, "got an unexpected keyword argument 'z'", post(ACTOR + "fail", "{\"how\":\"value\",\"z\":1}"));
        assertError(
                400,
                "parameter (how) supposed to be of type (String), but found (integer)",
                post(ACTOR + "fail", "{\"how\":7}"));
        assertError(
                400,
                "parameter (how) supposed to be of type (String), but found (null)",
                post(ACTOR + "fail", "{\"how\":null}"));
        String all = "{\"text\":\"a\",\"number\":%s,\"real\":1,\"flag\":%s,\"list\":%s}";
        assertError(
                400,
                "parameter (number) supposed to be of type (int), but found (float)",
                post(ACTOR + "all", all.formatted("1.5", "true", "[]")));
        assertError(
                400,
                "parameter (number) supposed to be of type (int), but found (boolean)",
                post(ACTOR + "all", all.formatted("true", "true", "[]")));
        assertError(
                400,
                "parameter (flag) supposed to be of type (boolean), but found (string)",
                post(ACTOR + "all", all.formatted("1", "\"true\"", "[]")));
        assertEquals(
                400,
                post(ACTOR + "all", all.formatted("99999999999", "true", "[]")).statusCode());
        assertEquals(
                400, post(ACTOR + "all", all.formatted("1", "true", "[\"x\"]")).statusCode());
        assertEquals(
                400,
                post(ACTOR + "person", "{\"person\":{\"name\":\"Ada\",\"age\":3}}")
                        .statusCode());
    }

    @Test
    public void aBodyThatIsNoJsonObjectIsABadRequest() throws Exception {
        assertError(400, "the arguments must be a JSON object with a name for each", post(ACTOR + "version", "[1]"));
        assertError(400, "the arguments must be a JSON object with a name for each", post(ACTOR + "version", "\"x\""));
        assertEquals(400, post(ACTOR + "version", "{\"how\":").statusCode());
        assertEquals(400, post(ACTOR + "version", "{} {}").statusCode());
        assertEquals(400, post(ACTOR + "fail", "{\"how\":\"a\",\"how\":\"b\"}").statusCode());
        assertEquals(200, post(ACTOR + "version", "null").statusCode());
    }

    @Test
    public void aBodyOfAnotherTypeIsIgnored() throws Exception {
        HttpResponse<String> ignored = send(request(ACTOR + "version")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("whatever"))
                .build());
        assertEquals("\"1.0.0\"", ignored.body());
        HttpResponse<String> form = send(request(ACTOR + "fail")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("{\"how\":\"value\"}"))
                .build());
        assertError(
                400,
                "missing a required argument: 'how' (the body was ignored: its Content-Type is application/x-www-form-urlencoded, not application/json)",
                form);
    }

    @Test
    public void whatAnActorThrowsDecidesTheStatus() throws Exception {
        assertError(400, "a bad value", post(ACTOR + "fail", "{\"how\":\"value\"}"));
        assertError(403, "not yours", post(ACTOR + "fail", "{\"how\":\"forbidden\"}"));
        assertError(404, "no such thing", post(ACTOR + "fail", "{\"how\":\"absent\"}"));
        assertError(500, "broken inside", post(ACTOR + "fail", "{\"how\":\"bug\"}"));
        assertError(500, "StackOverflowError", post(ACTOR + "fail", "{\"how\":\"deep\"}"));
        assertError(
                500,
                "the result of answers.answersActor.unwritable cannot be written as JSON: Direct self-reference leading to cycle at self",
                post(ACTOR + "unwritable", ""));
        assertEquals("null", call(ACTOR + "nothing"));
    }

    @Test
    public void onlyMarkedMethodsAreOffered() throws Exception {
        assertError(404, "method notOffered not found in actor answers.answersActor", post(ACTOR + "notOffered", ""));
        assertEquals(404, post(ACTOR + "hashCode", "").statusCode());
    }
}
