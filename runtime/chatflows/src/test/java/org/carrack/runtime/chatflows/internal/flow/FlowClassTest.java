package org.carrack.runtime.chatflows.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Location;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowClassTest {

    enum Size {
        SMALL,
        LARGE
    }

    record Item(String name, int count, List<Location> places) {}

    static final class OrderChatflow implements Chatflow {
        String name = "";
        int age;

        @Nullable
        Instant when;

        Duration length = Duration.ZERO;
        BigDecimal price = BigDecimal.ZERO;
        Size size = Size.SMALL;
        List<Item> items = List.of();
        Set<String> tags = Set.of();
        Map<String, Boolean> flags = Map.of();
        final ReentrantLock lock = new ReentrantLock();
        transient Thread thread = Thread.currentThread();

        @ChatStep(title = "Second", order = 2, canGoBack = false, isFinal = true)
        void second(Dialogue chat) {}

        @ChatStep(order = 1)
        void first(Dialogue chat) {}
    }

    @Test
    void stepsComeInTheirOrder() throws Exception {
        FlowClass flow = FlowClass.of(OrderChatflow.class);
        assertThat(flow.steps()).extracting(FlowClass.Step::name).containsExactly("first", "second");
        assertThat(flow.steps().get(1).title()).isEqualTo("Second");
        assertThat(flow.steps().get(1).canGoBack()).isFalse();
        assertThat(flow.title(new OrderChatflow())).isEqualTo("Order");
        assertThat(flow.indexOf("second")).contains(1);
        assertThat(flow.indexOf("third")).isEmpty();
    }

    @Test
    void fieldsOutliveTheirInstance() throws Exception {
        FlowClass flow = FlowClass.of(OrderChatflow.class);
        OrderChatflow one = new OrderChatflow();
        one.name = "Ada";
        one.age = 36;
        one.when = Instant.parse("2026-11-28T12:00:00Z");
        one.length = Duration.ofMinutes(90);
        one.price = new BigDecimal("0.10");
        one.size = Size.LARGE;
        one.items = List.of(new Item("pen", 2, List.of(new Location(1.5, 2.5))));
        one.tags = Set.of("a");
        one.flags = Map.of("b", true);
        OrderChatflow other = new OrderChatflow();
        assertThat(flow.restore(other, flow.state(one))).isEmpty();
        assertThat(other)
                .usingRecursiveComparison()
                .ignoringFields("lock", "thread")
                .isEqualTo(one);
    }

    @Test
    void whatAnotherVersionHasStoredIsTakenAsFarAsItFits() throws Exception {
        FlowClass flow = FlowClass.of(OrderChatflow.class);
        OrderChatflow one = new OrderChatflow();
        one.age = 1;
        assertThat(flow.restore(one, Map.of("name", "Ada", "age", "old", "gone", "x", "size", "HUGE")))
                .containsExactlyInAnyOrder("age", "size");
        assertThat(one.name).isEqualTo("Ada");
        assertThat(one.age).isEqualTo(1);
        assertThat(one.size).isEqualTo(Size.SMALL);
    }

    static final class Unstorable implements Chatflow {
        Map<String, List<Thread>> threads = Map.of();

        @ChatStep(order = 1)
        void only(Dialogue chat) {}
    }

    static final class NoSteps implements Chatflow {}

    static final class Twice implements Chatflow {
        @ChatStep(order = 1)
        void one(Dialogue chat) {}

        @ChatStep(order = 1)
        void two(Dialogue chat) {}
    }

    static final class NoStep implements Chatflow {
        @ChatStep(order = 1)
        String ask() {
            return "";
        }
    }

    @Test
    void whatCannotRunIsNamed() {
        String here = FlowClassTest.class.getName() + "$";
        assertThatThrownBy(() -> FlowClass.of(Unstorable.class))
                .isInstanceOf(FlowException.class)
                .hasMessage(
                        "the field threads of the chatflow %sUnstorable cannot be stored with a conversation: it is of java.lang.Thread; make it transient or final if it is no state"
                                .formatted(here));
        assertThatThrownBy(() -> FlowClass.of(NoSteps.class))
                .hasMessage("the chatflow %sNoSteps has no step: no method with @ChatStep".formatted(here));
        assertThatThrownBy(() -> FlowClass.of(Twice.class))
                .hasMessageMatching("the steps \\w+ and \\w+ of the chatflow \\S+ have the same order, 1");
        assertThatThrownBy(() -> FlowClass.of(NoStep.class))
                .hasMessage("the step ask of the chatflow %sNoStep must return nothing and take one Dialogue"
                        .formatted(here));
    }
}
