package org.carrack.runtime.actors.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.carrack.actor.ActorException;
import org.carrack.actor.Default;
import org.carrack.auth.Caller;
import org.carrack.model.javadoc.Javadoc;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the values of JSON become those of Java, and back; what does not fit is refused in words for the caller. */
class MethodTest {

    enum Colour {
        RED,
        GREEN
    }

    record Point(int x, Optional<Integer> y) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double r) implements Shape {}

    record Square(double a) implements Shape {}

    record Box(List<Shape> all) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
    sealed interface Named permits One {}

    record One(int n) implements Named {}

    @SuppressWarnings("unused")
    static final class Trial {

        public byte small(byte v) {
            return v;
        }

        public int whole(int v) {
            return v;
        }

        public long large(Long v) {
            return v;
        }

        public float single(float v) {
            return v;
        }

        public double real(double v) {
            return v;
        }

        public Colour colour(Colour v) {
            return v;
        }

        public Point point(Point v) {
            return v;
        }

        public List<Point> points(List<Point> v) {
            return v;
        }

        public UUID uuid(UUID v) {
            return v;
        }

        public Instant instant(Instant v) {
            return v;
        }

        public Duration duration(Duration v) {
            return v;
        }

        public LocalDate date(LocalDate v) {
            return v;
        }

        public LocalDateTime time(LocalDateTime v) {
            return v;
        }

        public int[] numbers(int[] v) {
            return v;
        }

        public byte[] bytes(byte[] v) {
            return v;
        }

        public String text(String v) {
            return v;
        }

        public Locale locale(Locale v) {
            return v;
        }

        public List<Shape> shapes() {
            return List.of(new Circle(2), new Square(3));
        }

        public Map<String, Shape> named() {
            return Map.of("c", new Circle(2));
        }

        public Box box() {
            return new Box(shapes());
        }

        public List<Named> withIds() {
            return List.of(new One(1));
        }

        public Colour preferred(
                @Default("GREEN") Colour v, @Default("2026-11-21") LocalDate d, @Default("[1]") int[] n) {
            return d.getYear() == 2026 && n[0] == 1 ? v : Colour.RED;
        }

        public Optional<Shape> maybe() {
            return Optional.of(new Circle(2));
        }
    }

    private static Method method(String name) {
        java.lang.reflect.Method found = Arrays.stream(Trial.class.getMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return new Method(new Trial(), found, Json::mapper, Javadoc.of(Trial.class));
    }

    private static String call(String name, String json) {
        Method method = method(name);
        ActorArguments arguments = new ActorArguments.Named(json.getBytes(StandardCharsets.UTF_8));
        ActorCall call = new ActorCall("p", "a", name, arguments, Caller.ANONYMOUS, header -> Optional.empty(), false);
        try {
            Object result = method.invoke(method.bind(arguments, new Context(call)));
            return new String(method.json(result, 1_000), StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "small; 127",
                "small; -128",
                "whole; 2147483647",
                "single; 1.5",
                "real; 1.0E300",
                "colour; \"RED\"",
                "point; {\"x\":1,\"y\":2}",
                "instant; \"2026-11-21T10:00:00Z\"",
                "duration; \"PT1M\"",
                "date; \"2026-11-21\"",
                "time; \"2026-11-21T10:00:00\"",
                "numbers; [1,2]",
                "bytes; \"AAAA\"",
                "text; \"\"",
                "locale; \"de-CH\"",
                "uuid; \"00000000-0000-0001-0000-000000000002\"",
            })
    void whatGoesInComesOut(String method, String value) {
        assertThat(call(method, "{\"v\":" + value + "}")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "small; 200; (byte), but found (integer): '200' is no byte",
                "small; 99999999999; (byte), but found (integer): '99999999999' is no byte",
                "whole; 2147483648; (int), but found (integer): the number is out of the range of int",
                "whole; 1.5; (int), but found (float)",
                "large; 9223372036854775808; (Long), but found (integer): the number is out of the range of long",
                "single; 1e300; (float), but found (float): '1e300' is no float",
                "real; 1e400; (double), but found (float): '1e400' is no double",
                "real; \"NaN\"; (double), but found (string)",
                "colour; 0; (Colour), but found (integer): '0' is none of RED, GREEN",
                "colour; \"BLUE\"; (Colour), but found (string): 'BLUE' is none of RED, GREEN",
                "colour; \"\"; (Colour), but found (string): '' is none of RED, GREEN",
                "point; {\"y\":1}; (Point), but found (object): the field 'x' is missing",
                "point; {\"x\":null}; (Point), but found (object): null at x",
                "point; {\"x\":\"1\"}; (Point), but found (object): no int at x",
                "point; {\"x\":1,\"z\":1}; (Point), but found (object): unknown field 'z'",
                "points; [{\"x\":1},{\"x\":true}]; (List<Point>), but found (array): no int at [1].x",
                "uuid; \"\"; (UUID), but found (string)",
                "uuid; \"x\"; (UUID), but found (string): 'x' is no UUID",
                "instant; 1e1000000000; (Instant), but found (float)",
                "instant; 1000; (Instant), but found (integer)",
                "duration; 1e30; (Duration), but found (float)",
                "date; \"yesterday\"; (LocalDate), but found (string): 'yesterday' is no LocalDate",
                "time; \"2026-11-21T10:00:00Z\"; (LocalDateTime), but found (string): '2026-11-21T10:00:00Z' is no LocalDateTime",
                "numbers; \"AAAA\"; (int[]), but found (string)",
                "numbers; [1,\"2\"]; (int[]), but found (array): no int at [1]",
            })
    void whatDoesNotFitIsToldInTheCallersWords(String method, String value, String message) {
        assertThatThrownBy(() -> call(method, "{\"v\":" + value + "}"))
                .isInstanceOf(ActorException.class)
                .hasMessage("parameter (v) supposed to be of type " + message);
    }

    @Test
    void aDefaultIsATextOrJson() {
        assertThat(call("preferred", "{}")).isEqualTo("\"GREEN\"");
        assertThat(call("preferred", "{\"v\":\"RED\"}")).isEqualTo("\"RED\"");
    }

    @Test
    void theValuesOfAContainerAreWrittenAsWhatTheyAre() {
        assertThat(call("shapes", "")).isEqualTo("[{\"r\":2.0},{\"a\":3.0}]");
        assertThat(call("named", "")).isEqualTo("{\"c\":{\"r\":2.0}}");
        assertThat(call("box", "")).isEqualTo("{\"all\":[{\"r\":2.0},{\"a\":3.0}]}");
        assertThat(call("withIds", "")).isEqualTo("[{\"@type\":\"One\",\"n\":1}]");
        assertThat(call("maybe", "")).isEqualTo("{\"r\":2.0}");
    }
}
