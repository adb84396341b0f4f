package org.carrack.client;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client refuses before it asks a server. */
class ActorClientTest {

    @SuppressWarnings("rawtypes")
    interface Raw {
        CompletionStage later();
    }

    interface Fine {
        String echo(Object text);
    }

    private final ActorClient client = ActorClient.of(URI.create("http://localhost:1"));

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello.", "a.b.c.d", "hello/actor.x", "../a.b", "a b.c", ""})
    void whatIsNoAddress(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.actor(address, Fine.class))
                .withMessage("cannot call actor '%s': give it as [threebot.]package.actor", address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "localhost:8080", "gedis:host", "/path", "http:///x", "http://host/base?x=y"})
    void whatIsNoServer(String server) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActorClient.of(URI.create(server)))
                .withMessage(
                        "cannot reach actors at %s: give http://host:port, https://host:port or gedis://host:port",
                        server);
    }

    @Test
    void whatIsNoActorsInterface() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.actor("a.b", String.class))
                .withMessage("java.lang.String is no interface");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.actor("a.b", Raw.class))
                .withMessage(
                        "%s.later cannot return %s; use CompletionStage<…>",
                        Raw.class.getName(), CompletionStage.class.getName());
        // An interface of the JDK is compiled without -parameters.
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.actor("a.b", Comparable.class))
                .withMessage(
                        "the parameters of java.lang.Comparable.compareTo have no names: compile it with -parameters, or give each a @JsonProperty");
    }

    @Test
    void whatCannotBeSent() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.actor("a.b", Fine.class).echo(circle))
                .withMessageStartingWith("the arguments of a.b.echo cannot be written as JSON: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.call("a.b", "c/d", Map.of()))
                .withMessage("actor a.b can have no method 'c/d'");
    }
}
