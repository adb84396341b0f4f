package org.carrack.runtime.chatflows.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.carrack.auth.Caller;
import org.carrack.chat.Answers;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Form;
import org.carrack.chat.IntegerQuestion;
import org.carrack.chat.Question;
import org.carrack.chat.TextQuestion;
import org.carrack.chat.UserInfo;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.Conversation.Acceptance;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Status;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.carrack.runtime.chatflows.internal.flow.FlowException;
import org.carrack.runtime.chatflows.internal.store.StateJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConversationTest {

    private static final Person ADA = new Person(Caller.ANONYMOUS, new UserInfo("ada", ""));

    /** How a conversation comes from one question to the next. */
    enum Life {
        /** The thread waits. */
        WAITS(Duration.ofDays(1), false),
        /** The thread is given back at once, and every answer runs the step again. */
        PARKED(Duration.ZERO, false),
        /** The server dies after every message, and another goes on with what is stored. */
        KILLED(Duration.ZERO, true);

        private final Duration patience;
        private final boolean isKilled;

        Life(Duration patience, boolean isKilled) {
            this.patience = patience;
            this.isKilled = isKilled;
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T12:00:00Z"));
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** A person at a page. */
    private final class Page {

        private final FlowClass flowClass;
        private final Supplier<? extends Chatflow> flows;
        private final Life life;
        private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        private volatile ConversationState stored;
        private final List<ConversationState.Said> heard = new CopyOnWriteArrayList<>();
        private volatile boolean isDatabaseAway;
        private Conversation conversation;
        private Message last = new Message(0, "", Map.of(), Map.of());

        Page(Class<? extends Chatflow> type, Supplier<? extends Chatflow> flows, Life life) throws FlowException {
            this.flowClass = FlowClass.of(type);
            this.flows = flows;
            this.life = life;
            stored = Conversation.first("c1", Map.of("from", "test"), "en", flowClass, flows.get());
            conversation = fresh();
            conversation.resume();
        }

        /** A server with nothing but what is stored. */
        private void open() {
            messages.clear();
            conversation = fresh();
        }

        private Conversation fresh() {
            return new Conversation(
                    flowClass,
                    FlowInstances.of(flows),
                    ADA,
                    stored,
                    this::save,
                    new NoUploads(),
                    new Host(threads, now::get, () -> life.patience, () -> Duration.ofMinutes(10)),
                    new ConversationListener() {
                        @Override
                        public void told(Message message) {
                            messages.add(message);
                        }

                        @Override
                        public void failed(String sentence) {
                            failures.add(sentence);
                        }
                    });
        }

        private void save(ConversationState state, List<ConversationState.Said> said) throws IOException {
            if (isDatabaseAway) {
                throw new IOException("the database is away");
            }
            stored = life.isKilled ? StateJson.read(StateJson.write(state)).withTranscript(state.transcript()) : state;
            heard.addAll(said);
        }

        /** Waits for the next message; returns its text. */
        String reads() throws InterruptedException {
            Message message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            last = message;
            if (life.isKilled && !message.questionId().isEmpty()) {
                open();
            }
            return message.payload().get("category") + ": " + message.payload().get("msg");
        }

        Page answers(@Nullable Object answer) throws Exception {
            assertThat(conversation.answer(last.questionId(), answer)).isEqualTo(Acceptance.ACCEPTED);
            return this;
        }
    }

    static final class HelloChatflow implements Chatflow {
        String name = "";

        @ChatStep(title = "Your name", order = 1)
        void askName(Dialogue chat) {
            name = chat.ask(Question.string("What is your name?").required());
        }

        @ChatStep(title = "Your age", order = 2)
        void askAge(Dialogue chat) {
            int age = chat.ask(Question.integer("How old are you?").min(0));
            chat.show("**%s**, %d".formatted(name, age));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConversationGoesFromStepToStep(Life life) throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, life);
        assertThat(page.reads()).isEqualTo("string_ask: What is your name?");
        assertThat(page.last.info())
                .containsEntry("step", 1)
                .containsEntry("steps", 2)
                .containsEntry("title", "Your name")
                .containsEntry("previous", false)
                .containsEntry("first_slide", true)
                .containsEntry("slide", 1);
        assertThat(page.last.payload()).containsEntry("kwargs", Map.of("required", true));
        assertThat(page.answers("Ada").reads()).isEqualTo("int_ask: How old are you?");
        assertThat(page.last.info()).containsEntry("step", 2).containsEntry("previous", true);
        assertThat(page.answers("36").reads()).isEqualTo("md_show: **Ada**, 36");
        assertThat(page.last.info()).containsEntry("slide", 2).containsEntry("first_slide", false);
        assertThat(page.answers(null).reads()).isEqualTo("end: ");
        assertThat(page.stored.status()).isEqualTo(Status.ENDED);
    }

    @ParameterizedTest
    @EnumSource
    void anInvalidAnswerNeverAdvances(Life life) throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, life);
        page.reads();
        assertThatThrownBy(() -> page.answers(" "))
                .isInstanceOf(InvalidAnswerException.class)
                .hasMessage("this must be answered");
        assertThat(page.answers("Ada").reads()).isEqualTo("int_ask: How old are you?");
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerCountsOnce(Life life) throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, life);
        page.reads();
        Message seen = page.last;
        page.answers("Ada").reads();
        assertThat(page.conversation.answer(seen.questionId(), "Eve"))
                .as("from another tab, or a double click")
                .isEqualTo(Acceptance.STALE);
        assertThat(page.answers(36).reads()).isEqualTo("md_show: **Ada**, 36");
    }

    @ParameterizedTest
    @EnumSource
    void backIsToTheFirstQuestionAndThenToTheStepBefore(Life life) throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, life);
        page.reads();
        assertThat(page.conversation.back()).as("at the very first").isFalse();
        assertThat(page.reads()).as("who went back waits for something").isEqualTo("string_ask: What is your name?");
        page.answers("Ada").reads();
        page.answers(36).reads();
        assertThat(page.conversation.back()).isTrue();
        assertThat(page.reads()).isEqualTo("int_ask: How old are you?");
        assertThat(page.conversation.back()).isTrue();
        assertThat(page.reads()).isEqualTo("string_ask: What is your name?");
        assertThat(page.answers("Eve").reads()).isEqualTo("int_ask: How old are you?");
        assertThat(page.answers(7).reads()).isEqualTo("md_show: **Eve**, 7");
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseThatIsAwayLosesNothing(Life life) throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, life);
        page.reads();
        page.isDatabaseAway = true;
        assertThatThrownBy(() -> page.answers("Ada")).isInstanceOf(IOException.class);
        page.isDatabaseAway = false;
        assertThat(page.answers("Ada").reads()).isEqualTo("int_ask: How old are you?");
    }

    @Test
    void whoComesLaterSeesWhatIsAsked() throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, Life.KILLED);
        page.reads();
        Message again = page.conversation.current().orElseThrow();
        assertThat(again.payload()).isEqualTo(page.last.payload());
        assertThat(again.questionId()).isEqualTo(page.last.questionId());
    }

    @Test
    void aCancelledConversationIsOver() throws Exception {
        Page page = new Page(HelloChatflow.class, HelloChatflow::new, Life.WAITS);
        page.reads();
        page.conversation.cancel();
        assertThat(page.reads()).isEqualTo("end: ");
        assertThat(page.conversation.answer("", "Ada")).isEqualTo(Acceptance.STALE);
        assertThat(page.conversation.back()).isFalse();
    }

    static final class FormChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            Form form = new Form("Who are you?");
            TextQuestion name = form.add(Question.string("Name").required());
            IntegerQuestion age = form.add(Question.integer("Age").otherwise(1));
            Answers answers = chat.ask(form);
            chat.confirm("Right?", Map.of("who", answers.get(name) + answers.get(age)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFormIsAnsweredAsAWhole(Life life) throws Exception {
        Page page = new Page(FormChatflow.class, FormChatflow::new, life);
        assertThat(page.reads()).isEqualTo("form: Who are you?");
        assertThat(page.last.payload().get("fields"))
                .isEqualTo(List.of(
                        Map.of("category", "string_ask", "msg", "Name", "kwargs", Map.of("required", true)),
                        Map.of(
                                "category",
                                "int_ask",
                                "msg",
                                "Age",
                                "kwargs",
                                Map.of("required", false, "default", 1))));
        assertThatThrownBy(() -> page.answers("[\"\", \"x\"]"))
                .hasMessage("Name: this must be answered\nAge: this must be a whole number");
        assertThat(page.answers("[\"Ada\", \"\"]").reads()).isEqualTo("confirm: Right?");
        assertThat(page.last.payload()).containsEntry("data", Map.of("who", "Ada1"));
    }

    static final class DeployChatflow implements Chatflow {
        private final transient List<String> done;

        DeployChatflow(List<String> done) {
            this.done = done;
        }

        @ChatStep(order = 1)
        void deploy(Dialogue chat) throws Exception {
            chat.show("Ready?");
            chat.update("working");
            String id = chat.once("make", String.class, () -> {
                done.add("made");
                return "machine 7";
            });
            chat.show(id);
            chat.once("start", () -> done.add("started " + id));
            chat.show("Done " + chat.parameters().get("from"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onceIsOnceHoweverOftenTheStepIsRun(Life life) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        Page page = new Page(DeployChatflow.class, () -> new DeployChatflow(done), life);
        assertThat(page.reads()).isEqualTo("md_show: Ready?");
        assertThat(page.answers(null).reads()).isEqualTo("infinite_loading: working");
        assertThat(page.reads()).isEqualTo("md_show: machine 7");
        page.answers(null);
        String next = page.reads();
        while (next.startsWith("infinite_loading")) { // the step was run again
            next = page.reads();
        }
        assertThat(next).isEqualTo("md_show: Done test");
        assertThat(done).containsExactly("made", "started machine 7");
        page.conversation.back();
        next = page.reads();
        assertThat(next).isEqualTo("md_show: Ready?");
        assertThat(done).as("not after going back either").hasSize(2);
    }

    static final class PayingChatflow implements Chatflow {
        private final transient List<String> done;

        PayingChatflow(List<String> done) {
            this.done = done;
        }

        @ChatStep(order = 1)
        void pay(Dialogue chat) throws Exception {
            String receipt = chat.repeatable("receipt", String.class, () -> chat.idempotencyKey("receipt"));
            chat.once("pay", () -> done.add("paid"));
            chat.show(receipt);
        }
    }

    static final class OnceChatflow implements Chatflow {

        private final List<String> done;

        OnceChatflow(List<String> done) {
            this.done = done;
        }

        @ChatStep(order = 1)
        @SuppressWarnings("NullAway") // flows of people whose compiler does not look
        void choose(Dialogue chat) {
            if (chat.ask(Question.string("What?").required()).equals("ask")) {
                chat.once(
                        "asking",
                        () -> done.add(chat.ask(Question.string("Sure?").required())));
            } else {
                String unused = chat.once("nothing", String.class, () -> {
                    done.add("done");
                    return null;
                });
            }
        }
    }

    @Test
    void whatIsDoneOnceAsksNothing() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        Page page = new Page(OnceChatflow.class, () -> new OnceChatflow(done), Life.WAITS);
        page.reads();
        assertThat(page.answers("ask").reads()).startsWith("error: ");
        assertThat(failures)
                .anyMatch(failure -> failure.contains(
                        "'asking' is done once and asks 'Sure?': what is done once asks nothing; ask before it"));
        assertThat(done).isEmpty();
    }

    static final class ThreadChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) throws InterruptedException {
            List<Throwable> problems = new CopyOnWriteArrayList<>();
            Thread other = new Thread(() -> {
                try {
                    String unused = chat.ask(Question.string("Who?").required());
                } catch (IllegalStateException e) {
                    problems.add(e);
                }
            });
            other.start();
            other.join();
            chat.show(String.valueOf(problems.get(0).getMessage()));
        }
    }

    @Test
    void aStepAsksOnItsOwnThread() throws Exception {
        Page page = new Page(ThreadChatflow.class, ThreadChatflow::new, Life.WAITS);
        assertThat(page.reads())
                .isEqualTo("md_show: a step asks on the thread that runs it alone, and 'Who?' is asked on another");
    }

    @Test
    void whatIsDoneOnceIsDoneEvenIfItReturnsNothing() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        Page page = new Page(OnceChatflow.class, () -> new OnceChatflow(done), Life.WAITS);
        page.reads();
        assertThat(page.answers("nothing").reads()).startsWith("error: ");
        assertThat(failures)
                .anyMatch(failure -> failure.contains(
                        "'nothing' was done and returned null; what is done once must return something"));
        assertThat(page.stored.outcomes()).containsEntry("nothing", new ConversationState.Outcome(true, null));
        assertThat(done).containsExactly("done");
    }

    @Test
    void whatWasBegunWhenTheServerDiedIsNotDoneAgain() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        Page page = new Page(PayingChatflow.class, () -> new PayingChatflow(done), Life.WAITS);
        String receipt = page.reads();
        // What was on the disk before either of them returned.
        ConversationState begun = page.stored.at("pay", Map.of());
        page.stored = begun.outcome("receipt", new ConversationState.Outcome(false, null));
        page.open();
        page.conversation.resume();
        assertThat(page.reads()).as("that may be repeated").isEqualTo(receipt);
        page.stored = begun.outcome("pay", new ConversationState.Outcome(false, null));
        page.open();
        page.conversation.resume();
        assertThat(page.reads()).startsWith("error: Something went wrong. Please tell whoever runs this server");
        assertThat(done).containsExactly("paid");
        assertThat(page.answers(null).reads()).isEqualTo("end: ");
    }

    static final class OldChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            String name = chat.ask(Question.string("Name?"));
            String town = chat.ask(Question.string("Town?"));
            chat.show(name + " of " + town);
        }
    }

    /** Its next version: asks for a country in between. */
    static final class NewChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            String name = chat.ask(Question.string("Name?"));
            String country = chat.ask(Question.string("Country?"));
            String town = chat.ask(Question.string("Town?"));
            chat.show("%s of %s in %s".formatted(name, town, country));
        }
    }

    @Test
    void anUpdatedFlowKeepsTheAnswersThatStillFit() throws Exception {
        Page old = new Page(OldChatflow.class, OldChatflow::new, Life.WAITS);
        old.reads();
        old.answers("Ada").reads();
        assertThat(old.answers("London").reads()).isEqualTo("md_show: Ada of London");
        Page page = new Page(NewChatflow.class, NewChatflow::new, Life.WAITS);
        page.reads();
        page.stored = old.stored;
        page.open();
        page.conversation.rerun();
        assertThat(page.reads()).isEqualTo("string_ask: Country?");
        assertThat(page.last.info())
                .containsEntry(
                        "notice",
                        "The chat was changed meanwhile: it asks “Country?” where “Town?” was answered before. The questions from there on are asked again.");
        assertThat(page.answers("England").reads()).isEqualTo("string_ask: Town?");
        assertThat(page.last.info()).doesNotContainKey("notice");
        assertThat(page.answers("Bath").reads()).isEqualTo("md_show: Ada of Bath in England");
    }

    static final class FailingChatflow implements Chatflow {
        @ChatStep(order = 1)
        void fail(Dialogue chat) {
            chat.show("Ready?");
            throw new IllegalStateException("the password is hush");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFlowThatThrowsTellsNobodyWhat(Life life) throws Exception {
        Page page = new Page(FailingChatflow.class, FailingChatflow::new, life);
        page.reads();
        assertThat(page.answers(null).reads())
                .isEqualTo(
                        "error: Something went wrong. Please tell whoever runs this server that the conversation c1 failed.");
        assertThat(page.answers(null).reads()).isEqualTo("end: ");
    }

    static final class MovingChatflow implements Chatflow {
        int rounds;

        @ChatStep(order = 1)
        void round(Dialogue chat) {
            rounds++;
            String again = chat.ask(Question.choice("Round " + rounds + " is over", List.of("again", "stop", "go")));
            switch (again) {
                case "again" -> chat.goTo("round");
                case "stop" -> chat.stop("Stopped in round " + rounds);
                default -> chat.update("goes on");
            }
        }

        @ChatStep(order = 2)
        void last(Dialogue chat) {
            if (rounds > 1) {
                chat.restart();
            }
            chat.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFlowGoesWhereItWants(Life life) throws Exception {
        Page page = new Page(MovingChatflow.class, MovingChatflow::new, life);
        assertThat(page.reads()).isEqualTo("single_choice: Round 1 is over");
        assertThat(page.answers("again").reads()).isEqualTo("single_choice: Round 2 is over");
        assertThat(page.answers("go").reads()).isEqualTo("infinite_loading: goes on");
        assertThat(page.reads()).as("begun anew").isEqualTo("single_choice: Round 1 is over");
        assertThat(page.answers("again").reads()).isEqualTo("single_choice: Round 2 is over");
        assertThat(page.answers("stop").reads()).isEqualTo("error: Stopped in round 2");
        assertThat(page.answers(null).reads()).isEqualTo("end: ");
    }

    static final class EndlessChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            for (int i = 0; ; i++) {
                chat.ask(Question.string("Number " + i));
            }
        }
    }

    @Test
    void aStepHasABoundedHistory() throws Exception {
        Page page = new Page(EndlessChatflow.class, EndlessChatflow::new, Life.WAITS);
        for (int i = 0; i < 1_000; i++) {
            assertThat(page.reads()).isEqualTo("string_ask: Number " + i);
            page.answers("x");
        }
        assertThat(page.reads()).startsWith("error: Something went wrong.");
    }

    static final class SharedChatflow implements Chatflow {
        String name = "";

        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            name = chat.ask(Question.string("Name?"));
            chat.show("Hello " + name);
        }
    }

    @Test
    void conversationsShareNothing() throws Exception {
        Page one = new Page(SharedChatflow.class, SharedChatflow::new, Life.WAITS);
        Page other = new Page(SharedChatflow.class, SharedChatflow::new, Life.WAITS);
        one.reads();
        other.reads();
        assertThat(one.answers("Ada").reads()).isEqualTo("md_show: Hello Ada");
        assertThat(other.answers("Eve").reads()).isEqualTo("md_show: Hello Eve");
    }

    static final class SilentChatflow implements Chatflow {
        private final transient CountDownLatch blocks;

        SilentChatflow(CountDownLatch blocks) {
            this.blocks = blocks;
        }

        @ChatStep(order = 1)
        void work(Dialogue chat) throws InterruptedException {
            chat.show("Ready?");
            blocks.await();
            chat.show("Done");
        }
    }

    @Test
    void aStepThatNeverReturnsIsGivenUp() throws Exception {
        CountDownLatch blocks = new CountDownLatch(1);
        Page page = new Page(SilentChatflow.class, () -> new SilentChatflow(blocks), Life.WAITS);
        page.reads();
        now.updateAndGet(time -> time.plus(Duration.ofHours(5)));
        page.conversation.check();
        page.answers(null);
        page.conversation.check();
        assertThat(page.messages).as("the person may take their time").isEmpty();
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(11)));
        page.conversation.check();
        assertThat(page.reads()).startsWith("error: Something went wrong.");
        assertThat(failures)
                .singleElement(STRING)
                .isEqualTo(
                        "the step work of the chat silentChatflow failed in the conversation c1: java.lang.IllegalStateException: the step has worked for more than 600 s and neither asked nor said anything; the log has more");
        blocks.countDown();
        assertThat(page.answers(null).reads())
                .as("its thread has nothing to say any more")
                .isEqualTo("end: ");
    }

    static final class CircleChatflow implements Chatflow {
        int rounds;

        @ChatStep(order = 1)
        void round(Dialogue chat) {
            rounds++;
            chat.goTo("round");
        }
    }

    @Test
    void aFlowThatGoesInACircleIsGivenUp() throws Exception {
        Page page = new Page(CircleChatflow.class, CircleChatflow::new, Life.WAITS);
        assertThat(page.reads()).startsWith("error: Something went wrong.");
        assertThat(failures).singleElement(STRING).contains("1000 steps have followed each other without a question");
    }

    @Test
    void aDatabaseThatIsAwayWhileTheFlowWorksIsWaitedFor() throws Exception {
        CountDownLatch blocks = new CountDownLatch(1);
        Page page = new Page(SilentChatflow.class, () -> new SilentChatflow(blocks), Life.WAITS);
        page.reads();
        page.answers(null);
        page.isDatabaseAway = true;
        blocks.countDown();
        assertThat(page.reads())
                .isEqualTo(
                        "infinite_loading: The server cannot store the conversation at the moment. It goes on by itself.");
        page.isDatabaseAway = false;
        page.conversation.check();
        assertThat(page.reads()).isEqualTo("md_show: Done");
    }

    /** Another version, without the step and with a field of another type. */
    static final class ShortChatflow implements Chatflow {
        int name;

        @ChatStep(order = 1)
        void greet(Dialogue chat) {
            chat.show("Hello number " + name);
        }
    }

    @Test
    void aFlowWhoseStepIsGoneTellsAndBeginsAnew() throws Exception {
        Page old = new Page(HelloChatflow.class, HelloChatflow::new, Life.WAITS);
        old.reads();
        old.answers("Ada").reads();
        Page page = new Page(ShortChatflow.class, ShortChatflow::new, Life.WAITS);
        page.reads();
        page.stored = old.stored;
        page.open();
        page.conversation.rerun();
        assertThat(page.reads()).isEqualTo("md_show: Hello number 0");
        assertThat(page.last.info())
                .containsEntry(
                        "notice",
                        "The chat was changed meanwhile, and what you were at is not part of it any more. It begins anew, with what could be kept. The chat was changed meanwhile, and could not keep all of what you said.");
    }

    @ParameterizedTest
    @EnumSource
    void aFlowThatCannotBeMadeForALaterStepIsReported(Life life) throws Exception {
        AtomicInteger made = new AtomicInteger();
        AtomicBoolean isBroken = new AtomicBoolean();
        Page page = new Page(
                HelloChatflow.class,
                () -> {
                    made.incrementAndGet();
                    if (isBroken.get()) {
                        throw new IllegalStateException("no printer");
                    }
                    return new HelloChatflow();
                },
                life);
        page.reads();
        isBroken.set(true);
        assertThat(page.answers("Ada").reads())
                .isEqualTo(
                        "error: Something went wrong. Please tell whoever runs this server that the conversation c1 failed.");
        assertThat(failures)
                .singleElement(STRING)
                .startsWith("the step ask")
                .endsWith(
                        " of the chat helloChatflow failed in the conversation c1: java.lang.IllegalStateException: no printer; the log has more");
        assertThat(page.stored.status()).isEqualTo(Status.FAILED);
        assertThat(made.get()).isGreaterThan(1);
    }

    @Test
    void whileItsPackageGoesAConversationDoesNotFail() throws Exception {
        AtomicBoolean isGone = new AtomicBoolean();
        AtomicInteger askedAgain = new AtomicInteger();
        Page page = new Page(
                HelloChatflow.class,
                () -> {
                    if (isGone.get()) {
                        askedAgain.incrementAndGet();
                        throw new IllegalStateException("its package is gone");
                    }
                    return new HelloChatflow();
                },
                Life.WAITS);
        page.reads();
        isGone.set(true);
        page.conversation.park();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(page.stored.status()).isEqualTo(Status.OPEN);
        assertThat(failures).isEmpty();
        assertThat(askedAgain).hasValue(0);
    }

    /** Shows what cannot be shown. */
    static final class CarelessChatflow implements Chatflow {
        private final String text = "text";

        @SuppressWarnings("NullAway") // what the test is about
        private static String nothing() {
            return null;
        }

        @ChatStep(order = 1)
        void show(Dialogue chat) {
            String kind = chat.ask(Question.string("What?"));
            String nothing = text.equals(kind) ? text : nothing();
            switch (kind) {
                case "download" -> chat.download("Here", "file.txt", nothing);
                case "name" -> chat.download("Here", nothing, "content");
                case "show" -> chat.show(nothing);
                case "code" -> chat.qrCode("Scan", nothing);
                case "stop" -> chat.stop(nothing);
                default -> {
                    Answers unused = chat.ask(new Form("Fill in"));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "download,a file to download must have a content",
        "name,a file to download must have a name",
        "show,what is shown must not be null",
        "code,a QR code must have a text",
        "stop,who is stopped must be told why",
        "form,the form 'Fill in' has no questions",
    })
    void whatCannotBeShownFailsWhereItIsShown(String kind, String message) throws Exception {
        Page page = new Page(CarelessChatflow.class, CarelessChatflow::new, Life.KILLED);
        page.reads();
        assertThat(page.answers(kind).reads()).startsWith("error: Something went wrong.");
        assertThat(failures).singleElement(STRING).contains(message);
    }

    @Test
    void theTranscriptOnlyGrows() throws Exception {
        Page page = new Page(SecretChatflow.class, SecretChatflow::new, Life.WAITS);
        page.reads();
        page.answers("hush").reads();
        page.conversation.back();
        page.reads();
        page.answers("hushhush").reads();
        assertThat(page.stored.transcript()).isEqualTo(page.heard);
        assertThat(page.heard)
                .extracting(ConversationState.Said::prompt, ConversationState.Said::answer)
                .containsExactly(tuple("Password?", "••••••"), tuple("Password?", "••••••"));
    }

    static final class SecretChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            String unused = chat.ask(Question.secret("Password?"));
            chat.show("Thanks");
        }
    }

    static final class PictureChatflow implements Chatflow {
        @ChatStep(order = 1)
        void show(Dialogue chat) {
            chat.qrCode("Scan this", "https://example.org/ä");
            boolean isPerson = chat.captcha("What do you read?");
            chat.show("a person: " + isPerson);
        }
    }

    @ParameterizedTest
    @EnumSource
    void picturesAreShownAndStayWhatTheyWere(Life life) throws Exception {
        Page page = new Page(PictureChatflow.class, PictureChatflow::new, life);
        assertThat(page.reads()).isEqualTo("qrcode_show: Scan this");
        assertThat(text(page.last.payload().get("qrcode"))).isEqualTo("https://example.org/ä");
        assertThat(page.answers(null).reads()).isEqualTo("captcha_ask: What do you read?");
        Object picture = page.last.payload().get("captcha");
        assertThat(page.last.payload())
                .as("what it shows stays here")
                .containsEntry("kwargs", Map.of("required", true));
        page.open();
        page.conversation.resume();
        assertThat(page.conversation.current().orElseThrow().payload())
                .as("after a restart")
                .containsEntry("captcha", picture);
        String expected = String.valueOf(Objects.requireNonNull(page.stored.slide())
                .questions()
                .get(0)
                .rules()
                .get("expected"));
        assertThat(page.answers(expected).reads()).isEqualTo("md_show: a person: true");
    }

    private static String text(@Nullable Object picture) throws Exception {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(String.valueOf(picture))));
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(
                        image.getWidth(),
                        image.getHeight(),
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())))))
                .getText();
    }
}
