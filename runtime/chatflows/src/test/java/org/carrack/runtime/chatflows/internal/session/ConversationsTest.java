package org.carrack.runtime.chatflows.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.carrack.auth.Caller;
import org.carrack.chat.ChatName;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Question;
import org.carrack.chat.Upload;
import org.carrack.chat.UserInfo;
import org.carrack.runtime.chatflows.internal.engine.Conversation.Acceptance;
import org.carrack.runtime.chatflows.internal.engine.ConversationParkedException;
import org.carrack.runtime.chatflows.internal.engine.FlowInstances;
import org.carrack.runtime.chatflows.internal.engine.Host;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.engine.Person;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.carrack.runtime.chatflows.internal.store.ConversationTable;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {

    private static final Person ADA = person("ada");
    private static final Person EVE = person("eve");

    private static final Limits LIMITS = new Limits() {
        @Override
        public int ofAccount() {
            return 2;
        }

        @Override
        public int inAll() {
            return 3;
        }

        @Override
        public long ofUploads() {
            return 10;
        }

        @Override
        public Duration kept() {
            return Duration.ofDays(30);
        }
    };

    @TempDir
    Path folder;

    private final FlowTable flows = new FlowTable();
    private final Map<String, Long> created = new ConcurrentHashMap<>(Map.of("ada", 1_000L, "eve", 1_000L));
    private final List<Conversations> servers = new ArrayList<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T12:00:00Z"));
    private final JdbcDataSource database = new JdbcDataSource();

    static final class HelloChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            String name = chat.ask(Question.string("What is your name?").required());
            chat.show("Hello " + name);
        }
    }

    /** The next version. */
    @ChatName("helloChatflow")
    static final class PoliteChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            String name = chat.ask(Question.string("What is your name?").required());
            chat.show("How do you do, " + name);
        }
    }

    private static Person person(String name) {
        return new Person(new Caller(name, Set.of()), new UserInfo(name, ""));
    }

    private static Flow flow(String version, Class<? extends Chatflow> type, Supplier<? extends Chatflow> constructor)
            throws Exception {
        return new Flow("shop", version, FlowClass.of(type), FlowInstances.of(constructor), failure -> {});
    }

    private static Flow hello() throws Exception {
        return flow("1.0.0", HelloChatflow.class, HelloChatflow::new);
    }

    @BeforeEach
    void open() {
        database.setURL("jdbc:h2:" + folder.resolve("carrack"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        servers.forEach(Conversations::stop);
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    /** A server that has started. */
    private Conversations server(Flow flow) throws Exception {
        flows.add(flow);
        Conversations server = new Conversations(
                new ConversationTable(database, folder.resolve("key")),
                new UploadFolder(folder.resolve("uploads")),
                LIMITS,
                new Host(threads, now::get, () -> Duration.ofMinutes(1), () -> Duration.ofMinutes(10)),
                flows,
                account -> created.getOrDefault(account, 0L));
        servers.add(server);
        return server;
    }

    private static Message reads(CompletionStage<Message> next) throws Exception {
        return next.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static String text(Message message) {
        return String.valueOf(message.payload().get("msg"));
    }

    @Test
    void allTabsHearTheSameAndOneAnswerCounts() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        LiveConversation other = server.find(one.id(), ADA);
        assertThat(other.current().map(ConversationsTest::text)).contains("What is your name?");
        CompletionStage<Message> first = one.next(asked.sequence());
        assertThat(other.answer(asked.questionId(), "Ada")).isEqualTo(Acceptance.ACCEPTED);
        assertThat(one.answer(asked.questionId(), "Eve")).isEqualTo(Acceptance.STALE);
        assertThat(text(reads(first))).isEqualTo("Hello Ada");
        assertThat(one.flow().title()).isEqualTo("Hello");
    }

    @Test
    void othersDoNotLearnThatThereIsOne() throws Exception {
        Conversations server = server(hello());
        String id = server.begin(hello(), ADA, Map.of(), "en").id();
        String message = "there is no conversation %s of yours; it may have expired".formatted(id);
        assertThatThrownBy(() -> server.find(id, EVE))
                .isInstanceOf(ChatException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> server(hello()).find(id, EVE))
                .as("nor from the database")
                .hasMessage(message);
        assertThat(server.open(EVE.caller())).isEmpty();
        assertThat(server.open(ADA.caller())).hasSize(1);
    }

    @Test
    void anotherServerGoesOn() throws Exception {
        LiveConversation one = server(hello()).begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        Conversations next = server(hello());
        LiveConversation same = next.find(one.id(), ADA);
        assertThat(same.current().map(Message::questionId)).contains(asked.questionId());
        assertThat(same.answer(asked.questionId(), "Ada")).isEqualTo(Acceptance.ACCEPTED);
        assertThat(text(reads(same.next(0)))).isEqualTo("Hello Ada");
    }

    @Test
    void theNextVersionOfAPackageGoesOn() throws Exception {
        Flow old = hello();
        Conversations server = server(old);
        LiveConversation one = server.begin(old, ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        one.answer(asked.questionId(), "Ada");
        assertThat(text(reads(one.next(asked.sequence())))).isEqualTo("Hello Ada");
        flows.remove(old);
        server.remove(old);
        assertThatThrownBy(() -> server.find(one.id(), ADA))
                .isInstanceOf(ChatException.class)
                .hasMessage(
                        "the chat helloChatflow of shop is not there now; the conversation goes on when it is back");
        flows.add(flow("1.1.0", PoliteChatflow.class, PoliteChatflow::new));
        LiveConversation same = server.find(one.id(), ADA);
        assertThat(text(reads(same.next(0)))).isEqualTo("How do you do, Ada");
    }

    @Test
    void thereIsAnEndToHowManyThereAre() throws Exception {
        Conversations server = server(hello());
        LiveConversation first = server.begin(hello(), ADA, Map.of(), "en");
        reads(first.next(0));
        server.begin(hello(), ADA, Map.of(), "en");
        assertThatThrownBy(() -> server.begin(hello(), ADA, Map.of(), "en"))
                .isInstanceOf(ChatException.class)
                .hasMessage("you have 2 conversations open already; go on with one, or cancel one");
        server.begin(hello(), EVE, Map.of(), "en");
        assertThatThrownBy(() -> server.begin(hello(), EVE, Map.of(), "en"))
                .hasMessage("3 conversations are open on this server, and no more are begun now; try again later");
        first.cancel();
        server.begin(hello(), ADA, Map.of(), "en");
    }

    @Test
    void whatNobodyGoesOnWithIsDeleted() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        now.updateAndGet(time -> time.plus(Duration.ofDays(31)));
        server.sweep();
        assertThatThrownBy(() -> server.with(one.id(), ADA, live -> live.answer(asked.questionId(), "Ada")))
                .isInstanceOf(ChatException.class)
                .hasMessageStartingWith("there is no conversation");
        assertThatThrownBy(() -> server(hello()).find(one.id(), ADA))
                .hasMessageStartingWith("there is no conversation");
    }

    @Test
    void whoCancelsLeavesNothingBehind() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        reads(one.next(0));
        assertThatThrownBy(() -> server.cancel(one.id(), EVE.caller(), false)).hasMessageStartingWith("there is no");
        server.cancel(one.id(), ADA.caller(), false);
        assertThat(server.open(ADA.caller())).isEmpty();
        String other = server.begin(hello(), ADA, Map.of(), "en").id();
        server.cancel(other, EVE.caller(), true);
        assertThat(server.all(EVE.caller())).as("an administrator may").isEmpty();
    }

    @Test
    void whatNobodyListensToLeavesMemoryAndComesBack() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        server.with(one.id(), ADA, conversation -> conversation.answer(asked.questionId(), "Ada"));
        assertThat(text(reads(one.next(asked.sequence())))).isEqualTo("Hello Ada");
        server.remove(hello());
        assertThat(server.find(one.id(), ADA)).as("of another flow").isSameAs(one);
        server.stop();
        assertThatThrownBy(() -> one.answer("", null)).isInstanceOf(ConversationParkedException.class);
        LiveConversation again = server.find(one.id(), ADA);
        assertThat(again).isNotSameAs(one);
        Message known = reads(again.next(0));
        assertThat(text(known)).isEqualTo("Hello Ada");
        assertThat(known.sequence()).isGreaterThanOrEqualTo(asked.sequence());
        assertThat(again.state().transcript()).hasSize(1);
    }

    @Test
    void strangersDoNotKeepOthersOut() throws Exception {
        Conversations server = server(hello());
        Person nobody = new Person(Caller.ANONYMOUS, new UserInfo("anonymous", ""));
        for (int i = 0; i < 3; i++) {
            server.begin(hello(), nobody, Map.of(), "en");
        }
        assertThatThrownBy(() -> server.begin(hello(), ADA, Map.of(), "en"))
                .hasMessageStartingWith("3 conversations are open on this server");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(61)));
        server.begin(hello(), ADA, Map.of(), "en");
        assertThat(server.all(EVE.caller())).hasSize(1);
    }

    @Test
    void aPageThatFetchesTwiceGetsTheNextMessageAtBoth() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.fetch(false));
        CompletionStage<Message> first = one.fetch(false);
        CompletionStage<Message> second = one.fetch(false);
        assertThat(one.answer(asked.questionId(), "Ada")).isEqualTo(Acceptance.ACCEPTED);
        assertThat(text(reads(first))).isEqualTo("Hello Ada");
        assertThat(text(reads(second))).isEqualTo("Hello Ada");
        assertThat(text(reads(one.fetch(true)))).as("once more").isEqualTo("Hello Ada");
        CompletionStage<Message> last = one.fetch(false);
        server.cancel(one.id(), ADA.caller(), false);
        assertThat(reads(last).payload()).containsEntry("category", "end");
    }

    @Test
    void whatWentToOneWhoMayHaveGoneIsGivenOnceMore() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.fetch(false));
        CompletionStage<Message> gone = one.fetch(false);
        now.updateAndGet(then -> then.plusSeconds(1));
        assertThat(one.answer(asked.questionId(), "Ada")).isEqualTo(Acceptance.ACCEPTED);
        assertThat(text(reads(gone))).isEqualTo("Hello Ada");
        assertThat(text(reads(one.fetch(false)))).as("by the next client").isEqualTo("Hello Ada");
        assertThat(one.fetch(false).toCompletableFuture())
                .as("and after that what comes next")
                .isNotDone();
    }

    static final class KeepingChatflow implements Chatflow {

        private String kept = "";

        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            kept = "x".repeat(chat.ask(Question.integer("How much?")));
        }

        @ChatStep(order = 2)
        void tell(Dialogue chat) {
            chat.show("%d are kept".formatted(kept.length()));
        }
    }

    @Test
    void whatIsTooLargeIsNotWrittenWithEachAnswer() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        Flow keeping = new Flow(
                "shop",
                "1.0.0",
                FlowClass.of(KeepingChatflow.class),
                FlowInstances.of(KeepingChatflow::new),
                failures::add);
        Conversations server = server(keeping);
        LiveConversation one = server.begin(keeping, ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        one.answer(asked.questionId(), 5_000_000);
        assertThat(text(reads(one.next(asked.sequence())))).startsWith("Something went wrong");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0))
                .contains("and at most 4,000,000 are kept; keep large things elsewhere, and here what finds them");
    }

    @Test
    void theEndIsToldToEachWhoAsks() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        reads(one.fetch(false));
        one.cancel();
        for (int i = 0; i < 3; i++) {
            assertThat(reads(one.fetch(false)).payload()).containsEntry("category", "end");
        }
    }

    static final class FileChatflow implements Chatflow {
        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            Upload file = chat.ask(Question.upload("A file?"));
            chat.show(file.fileName());
        }
    }

    @Test
    void filesAreTakenWhereTheyAreAskedForAndNotWithoutEnd() throws Exception {
        Flow flow = flow("1.0.0", FileChatflow.class, FileChatflow::new);
        Conversations server = server(flow);
        LiveConversation one = server.begin(flow, ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        Conversations.UploadPlace place = server.placeForUpload(one);
        assertThat(place.limit()).isEqualTo(10);
        assertThatThrownBy(() -> server.placeForUpload(one))
                .hasMessage("another file is being sent in this conversation; try again after it");
        Path file = place.folder().resolve("people.csv");
        Files.writeString(file, "ada");
        Upload sent = server.received(place, file);
        assertThat(sent.type()).isEqualTo("text/csv");
        Conversations.UploadPlace second = server.placeForUpload(one);
        assertThat(second.limit()).as("what is left").isEqualTo(7);
        server.giveUp(second);
        Conversations.UploadPlace third = server.placeForUpload(one);
        Files.writeString(third.folder().resolve("x"), "1234567");
        server.received(third, third.folder().resolve("x"));
        assertThatThrownBy(() -> server.placeForUpload(one))
                .isInstanceOf(ChatException.class)
                .hasMessage("this conversation has 2 files with 10 bytes already, and takes no more (uploads_mb)");
        assertThat(one.answer(asked.questionId(), Map.of("upload", sent.id()))).isEqualTo(Acceptance.ACCEPTED);
        assertThat(text(reads(one.next(asked.sequence())))).isEqualTo("people.csv");
        assertThatThrownBy(() -> server.placeForUpload(one)).hasMessage("no file is asked for; the file was not taken");
        server.cancel(one.id(), ADA.caller(), false);
        assertThat(folder.resolve("uploads").resolve(one.id())).doesNotExist();
    }

    @Test
    void whoGetsTheNameOfADeletedAccountGetsNoneOfItsConversations() throws Exception {
        Conversations server = server(hello());
        String id = server.begin(hello(), ADA, Map.of(), "en").id();
        created.put("ada", 2_000L);
        assertThatThrownBy(() -> server.find(id, ADA)).hasMessageStartingWith("there is no conversation");
        assertThatThrownBy(() -> server.cancel(id, ADA.caller(), false)).hasMessageStartingWith("there is no");
        assertThat(server.open(ADA.caller())).isEmpty();
        String eves = server.begin(hello(), EVE, Map.of(), "en").id();
        server.sweep();
        assertThat(server.all(EVE.caller()))
                .as("deleted")
                .extracting(row -> row.id())
                .containsExactly(eves);
    }

    @Test
    void aTokenForSomePackagesIsForTheirConversationsAlone() throws Exception {
        Conversations server = server(hello());
        String id = server.begin(hello(), ADA, Map.of(), "en").id();
        Caller elsewhere = new Caller("ada", Set.of(Caller.ADMIN), Set.of("mail"), "");
        Person limited = new Person(elsewhere, new UserInfo("ada", ""));
        String message = "there is no conversation %s of yours; it may have expired".formatted(id);
        assertThatThrownBy(() -> server.find(id, limited)).hasMessage(message);
        assertThatThrownBy(() -> server.cancel(id, elsewhere, false)).hasMessage(message);
        assertThatThrownBy(() -> server.cancel(id, elsewhere, true)).hasMessage(message);
        assertThat(server.open(elsewhere)).isEmpty();
        assertThat(server.all(elsewhere)).isEmpty();
        Caller here = new Caller("ada", Set.of(), Set.of("shop"), "");
        assertThat(server.open(here)).hasSize(1);
        assertThat(server.find(id, new Person(here, new UserInfo("ada", ""))).id())
                .isEqualTo(id);
    }

    @Test
    void aPageWithOtherParametersIsAnotherConversation() throws Exception {
        Flow flow = hello();
        Conversations server = server(flow);
        String first = server.begin(flow, ADA, Map.of("car", "1"), "en").id();
        assertThat(server.latest(flow, ADA.caller(), Map.of("car", "1"))).contains(first);
        assertThat(server.latest(flow, ADA.caller(), Map.of("car", "2"))).isEmpty();
    }

    static final class SlowChatflow implements Chatflow {
        private static final CountDownLatch GO_ON = new CountDownLatch(1);

        @ChatStep(order = 1)
        void ask(Dialogue chat) throws InterruptedException {
            String name = chat.ask(Question.string("What is your name?"));
            assertThat(GO_ON.await(20, TimeUnit.SECONDS)).isTrue();
            chat.show("Hello " + name);
        }
    }

    @Test
    void whoComesWhileTheFlowWorksIsNotShownWhatWasAnswered() throws Exception {
        Flow flow = flow("1.0.0", SlowChatflow.class, SlowChatflow::new);
        Conversations server = server(flow);
        LiveConversation one = server.begin(flow, ADA, Map.of(), "en");
        Message asked = reads(one.fetch(false));
        one.answer(asked.questionId(), "Ada");
        assertThat(one.current()).isEmpty();
        CompletionStage<Message> reloaded = one.next(0);
        CompletionStage<Message> again = one.fetch(true);
        CompletionStage<Message> other = one.next(asked.sequence() - 1);
        SlowChatflow.GO_ON.countDown();
        assertThat(text(reads(reloaded))).isEqualTo("Hello Ada");
        assertThat(text(reads(again))).isEqualTo("Hello Ada");
        assertThat(text(reads(other))).isEqualTo("Hello Ada");
    }

    @Test
    void whoHasGoneWhileWaitingKeepsNothingInMemory() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        CompletionStage<Message> next = one.next(asked.sequence());
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(12)));
        server.check();
        assertThatThrownBy(() -> reads(next)).hasMessageContaining("there was nothing to be seen for long; ask again");
    }

    @Test
    void aPageThatCannotBeToldHurtsNobodyElse() throws Exception {
        Conversations server = server(hello());
        LiveConversation one = server.begin(hello(), ADA, Map.of(), "en");
        Message asked = reads(one.next(0));
        one.subscribe(new Subscriber() {
            @Override
            public void told(Message message) {
                throw new StackOverflowError();
            }

            @Override
            public void parked() {
                // It does not matter here.
            }
        });
        one.answer(asked.questionId(), "Ada");
        assertThat(text(reads(one.next(asked.sequence())))).isEqualTo("Hello Ada");
    }

    @Test
    void aFlowThatCannotBeMadeBeginsNothing() throws Exception {
        List<String> failures = new ArrayList<>();
        Flow flow = new Flow(
                "shop",
                "1.0.0",
                FlowClass.of(HelloChatflow.class),
                FlowInstances.of(() -> {
                    throw new IllegalStateException("no printer");
                }),
                failures::add);
        Conversations server = server(flow);
        assertThatThrownBy(() -> server.begin(flow, ADA, Map.of(), "en"))
                .isInstanceOf(ChatException.class)
                .hasMessage("the chat helloChatflow cannot begin; please tell whoever runs this server");
        assertThat(failures)
                .containsExactly(
                        "no conversation can begin in the chat helloChatflow: java.lang.IllegalStateException: no printer; the log has more");
        assertThat(server.all(EVE.caller())).isEmpty();
        assertThat(flow.title()).isEqualTo("Hello");
    }
}
