package org.carrack.runtime.chatflows.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.carrack.auth.Caller;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Question;
import org.carrack.chat.UserInfo;
import org.carrack.runtime.chatflows.internal.engine.Conversation.Acceptance;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.carrack.runtime.chatflows.internal.store.StateJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server dies at each point between an answer and the next question: before what is stored there is stored, or after it. */
class ConversationFaultTest {

    private static final int MORE_POINTS_THAN_THERE_ARE = 60;

    private static final Map<String, Object> ANSWERS =
            Map.of("Name?", "Ada", "Ready?", true, "Age?", 36, "Town?", "Bath", "machine of Ada", true);

    private final List<String> effects = new ArrayList<>();

    final class Flow implements Chatflow {
        String name = "";
        String machine = "";

        @ChatStep(order = 1)
        void first(Dialogue chat) {
            name = chat.ask(Question.string("Name?").required());
            chat.show("Ready?");
            machine = chat.once("make", String.class, () -> {
                effects.add("made");
                return "machine of " + name;
            });
            chat.show(machine);
        }

        @ChatStep(order = 2)
        void second(Dialogue chat) {
            int age = chat.ask(Question.integer("Age?"));
            chat.update("working");
            String town = chat.ask(Question.string("Town?"));
            String key = chat.repeatable("key", String.class, () -> chat.idempotencyKey("key"));
            chat.show("%s, %d, %s, %s, %d".formatted(name, age, town, machine, key.length()));
        }
    }

    /** What nothing survives. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A server, from its start to its death. */
    private final class Life implements ConversationStore, ConversationListener {

        private final int lastPoint;
        private final boolean isStoredThen;
        private int point;
        private boolean isDead;
        private @Nullable Message shown;

        Life(int lastPoint, boolean isStoredThen) {
            this.lastPoint = lastPoint;
            this.isStoredThen = isStoredThen;
        }

        @Override
        public void save(ConversationState state, List<ConversationState.Said> said) throws IOException {
            point++;
            if (isDead) {
                throw new Death();
            }
            isDead = point == lastPoint;
            if (!isDead || isStoredThen) {
                stored = StateJson.read(StateJson.write(state));
            }
            if (isDead) {
                throw new Death();
            }
        }

        @Override
        public void told(Message message) {
            shown = message.questionId().isEmpty() ? shown : message;
        }

        @Override
        public void failed(String sentence) {
            if (!isDead) {
                failures.add(sentence);
            }
        }
    }

    private final List<String> failures = new ArrayList<>();
    private ConversationState stored = ConversationState.begin("c1", Map.of(), "en", "", Map.of());

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noAcknowledgedAnswerIsLostAndNothingIsDoneTwice(boolean isStoredThen) throws Exception {
        int lives = 0;
        int unknown = 0;
        for (int point = 1; point < MORE_POINTS_THAN_THERE_ARE; point++) {
            effects.clear();
            failures.clear();
            FlowClass flowClass = FlowClass.of(Flow.class);
            stored = Conversation.first("c1", Map.of(), "en", flowClass, new Flow());
            Set<String> acknowledged = new HashSet<>();
            Life first = new Life(point, isStoredThen);
            String end = live(flowClass, first, acknowledged);
            boolean hasDied = first.isDead;
            if (hasDied) {
                lives++;
                String later = live(flowClass, new Life(-1, false), acknowledged);
                end = later.isEmpty() ? end : later;
            }
            String where = "dead at point %d, stored: %b".formatted(point, isStoredThen);
            assertThat(effects).as(where).hasSizeLessThanOrEqualTo(1);
            assertThat(stored.status()).as(where).isEqualTo(Status.ENDED);
            if (failures.isEmpty()) {
                assertThat(end).as(where).isEqualTo("Ada, 36, Bath, machine of Ada, 36");
                assertThat(effects).as(where).containsExactly("made");
            } else {
                unknown++;
                assertThat(failures.get(0))
                        .contains("'make' was begun before the server died, and nobody knows how far it was");
            }
            if (!hasDied) {
                break;
            }
        }
        assertThat(lives).as("points at which it died").isGreaterThan(15);
        assertThat(unknown)
                .as("the effect was done or not, and nobody knows: between its two entries alone")
                .isEqualTo(1);
    }

    /** A person goes on until the end, or the death; returns what was shown last. */
    private String live(FlowClass flowClass, Life life, Set<String> acknowledged) throws Exception {
        Conversation conversation = new Conversation(
                flowClass,
                FlowInstances.of(Flow::new),
                new Person(Caller.ANONYMOUS, new UserInfo("ada", "")),
                stored,
                life,
                new NoUploads(),
                new Host(Runnable::run, InstantSource.system(), () -> Duration.ZERO, () -> Duration.ofDays(1)),
                life);
        String last = "";
        try {
            conversation.resume();
            for (int i = 0; i < 20 && conversation.state().status() != Status.ENDED; i++) {
                Message message = conversation.current().orElseThrow();
                String prompt = String.valueOf(message.payload().get("msg"));
                assertThat(acknowledged).as("what was answered").doesNotContain(prompt);
                last = prompt;
                Acceptance acceptance = conversation.answer(message.questionId(), ANSWERS.getOrDefault(prompt, true));
                assertThat(acceptance).isEqualTo(Acceptance.ACCEPTED);
                acknowledged.add(prompt);
            }
        } catch (Death e) {
            // Another server goes on.
        }
        return last;
    }
}
