package org.carrack.runtime.gedis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.ActorException;
import org.carrack.spi.actor.ActorCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which RESP clients name a call and its headers. */
class CallFormsTest {

    private final Set<String> actors = new HashSet<>();
    private final Names names = new Names((ActorCatalog) Proxy.newProxyInstance(
            CallFormsTest.class.getClassLoader(),
            new Class<?>[] {ActorCatalog.class},
            (proxy, method, arguments) -> actors.contains(arguments[0] + " " + arguments[1])));

    @Test
    void addressHasThreeOrFourParts() {
        assertThat(Address.parse("shop.cart.add")).contains(new Address(Optional.empty(), "shop", "cart", "add"));
        assertThat(Address.parse("zerobot.shop.cart.add"))
                .contains(new Address(Optional.of("zerobot"), "shop", "cart", "add"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.b", "a..c", ".a.b", "a.b.", "a.b.c.d.e"})
    void anythingElseIsNoAddress(String text) {
        assertThat(Address.parse(text)).isEmpty();
        assertThat(Address.parse("a.b." + "c".repeat(500))).as("too long").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shop_cart, shop, cart",
        "my_shop_cart, my_shop, cart",
        "shop_my_cart, shop, my_cart",
    })
    void joinedNameIsSplitWhereAnActorIs(String joined, String packageName, String actor) {
        actors.add("my_shop cart");
        actors.add("shop my_cart");
        assertThat(names.split(joined)).contains(new Names.Name(packageName, actor));
    }

    @Test
    void actorThatWasFoundOnceIsFoundWhileItsPackageIsReplaced() {
        actors.add("my_shop cart");
        names.split("my_shop_cart");
        actors.clear();
        assertThat(names.split("my_shop_cart")).contains(new Names.Name("my_shop", "cart"));
        assertThat(names.split("a_b_c")).as("else the first").contains(new Names.Name("a", "b_c"));
        assertThat(names.split("nothing")).isEmpty();
    }

    @Test
    void headersAreTextsInAnyCase() {
        Headers headers = Headers.parse("{\"X-A\": \"b\", \"n\": 5}".getBytes(StandardCharsets.UTF_8));
        assertThat(headers.find("x-a")).contains("b");
        assertThat(headers.find("n")).contains("5");
        assertThat(headers.find("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "[]                         | the headers must be a JSON object",
                "{\"a\": {}}                | the header a must be a text",
                "{\"a\": \"b\"} x           | the headers are not JSON",
                "{                          | the headers are not JSON",
                "{\"response_type\": \"msgpack\"} | response_type msgpack is not known here; use json",
            },
            delimiter = '|',
            quoteCharacter = '`')
    void headersOfAnotherFormAreRefused(String json, String message) {
        assertThatThrownBy(() -> Headers.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ActorException.class)
                .hasMessageContaining(message);
    }
}
