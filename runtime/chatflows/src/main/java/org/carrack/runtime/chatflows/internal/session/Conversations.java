package org.carrack.runtime.chatflows.internal.session;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException.Kind;
import org.carrack.runtime.chatflows.internal.answer.AnswerReader;
import org.carrack.runtime.chatflows.internal.engine.Conversation;
import org.carrack.runtime.chatflows.internal.engine.ConversationGoneException;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.Person;
import org.carrack.runtime.chatflows.internal.store.ConversationTable;
import org.carrack.runtime.chatflows.internal.store.StoredConversation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversations of a server. One that nobody has asked for since the server started is in the database alone; it comes into memory for
 * the first who does. A conversation belongs to who began it: others do not learn that there is one. For any thread.
 */
public final class Conversations {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    private final ConversationTable table;
    private final Limits limits;
    private final InstantSource clock;
    private final Executor threads;
    private final Map<String, Flow> flows = new ConcurrentHashMap<>();
    private final Map<String, LiveConversation> live = new ConcurrentHashMap<>();

    /** @param threads runs flows, which may block */
    public Conversations(ConversationTable table, Limits limits, InstantSource clock, Executor threads) {
        this.table = table;
        this.limits = limits;
        this.clock = clock;
        this.threads = threads;
    }

    /** A package's chatflow is there, or its next version. */
    public void add(Flow flow) {
        flows.put(flow.key(), flow);
    }

    /** It is gone. What of it runs ends; conversations wait in the database for its next version. */
    public void remove(Flow flow) {
        flows.remove(flow.key(), flow);
        live.values().removeIf(one -> {
            boolean isOfIt = one.flow().equals(flow);
            if (isOfIt) {
                one.conversation().park();
            }
            return isOfIt;
        });
    }

    /** The chatflow of a package; nothing if it has none of that name. */
    public Optional<Flow> flow(String packageName, String chat) {
        return Optional.ofNullable(flows.get(packageName + "/" + chat));
    }

    /**
     * Begins a conversation.
     *
     * @throws ChatException if there are too many already, or it cannot be stored
     */
    public LiveConversation begin(Flow flow, Person person) throws ChatException {
        String account = account(person.caller());
        try {
            if (!account.isEmpty() && table.countOpen(account) >= limits.ofAccount()) {
                throw new ChatException(
                        Kind.REFUSED,
                        "you have %d conversations open already; go on with one, or cancel one"
                                .formatted(limits.ofAccount()));
            }
            if (table.countOpen(null) >= limits.inAll()) {
                throw new ChatException(
                        Kind.REFUSED,
                        "%d conversations are open on this server, and no more are begun now; try again later"
                                .formatted(limits.inAll()));
            }
            String id = UUID.randomUUID().toString();
            Instant now = now();
            StoredConversation begun = new StoredConversation(
                    Conversation.first(id, flow.flowClass(), flow.instances().get()),
                    flow.packageName(),
                    flow.chat(),
                    flow.version(),
                    account,
                    now,
                    now);
            table.insert(begun);
            LiveConversation one = live(flow, begun, person);
            live.put(id, one);
            one.conversation().resume();
            return one;
        } catch (SQLException e) {
            throw notNow(e);
        }
    }

    /**
     * A conversation of a person.
     *
     * @throws ChatException if there is none of that id that is theirs, its chatflow is not there now, or it cannot be read
     */
    public LiveConversation find(String id, Person person) throws ChatException {
        LiveConversation known = live.get(id);
        if (known == null) {
            known = read(id, person);
        }
        if (!known.begun().account().equals(account(person.caller()))) {
            throw unknown(id);
        }
        return known;
    }

    private synchronized LiveConversation read(String id, Person person) throws ChatException {
        LiveConversation meanwhile = live.get(id);
        if (meanwhile != null) {
            return meanwhile;
        }
        try {
            StoredConversation stored = table.find(id).orElseThrow(() -> unknown(id));
            if (!stored.account().equals(account(person.caller()))) {
                throw unknown(id);
            }
            Flow flow = flow(stored.packageName(), stored.chat())
                    .orElseThrow(() -> new ChatException(
                            Kind.NOT_FOUND,
                            "the chat %s of %s is not there now; the conversation goes on when it is back"
                                    .formatted(stored.chat(), stored.packageName())));
            LiveConversation one = live(flow, stored, person);
            live.put(id, one);
            if (stored.version().equals(flow.version())) {
                one.conversation().resume();
            } else {
                one.conversation().rerun();
            }
            return one;
        } catch (SQLException | IOException e) {
            throw notNow(e);
        }
    }

    /** The open conversations of a person, the last changed first. */
    public List<StoredConversation> open(Caller caller) throws ChatException {
        try {
            return account(caller).isEmpty() ? List.of() : table.open(account(caller));
        } catch (SQLException e) {
            throw notNow(e);
        }
    }

    /** Forgets what has ended, and deletes what was not changed for too long. To be called from time to time. */
    public void sweep() {
        live.values().removeIf(one -> one.conversation().state().status() == ConversationState.Status.ENDED);
        Instant oldest = now().minus(limits.kept());
        try {
            int deleted = table.deleteOlder(oldest);
            if (deleted > 0) {
                LOG.info("{} conversations were not changed for {} and are deleted", deleted, limits.kept());
            }
        } catch (SQLException e) {
            LOG.warn("old conversations could not be deleted: {}", e.getMessage());
        }
    }

    private LiveConversation live(Flow flow, StoredConversation begun, Person person) {
        LiveConversation one = new LiveConversation(flow, begun);
        one.is(new Conversation(
                flow.flowClass(),
                flow.instances(),
                person,
                begun.state(),
                state -> save(flow, begun, state),
                new AnswerReader(clock),
                threads,
                limits.patience(),
                one::told));
        return one;
    }

    private void save(Flow flow, StoredConversation begun, ConversationState state) throws IOException {
        try {
            boolean isThere = table.update(new StoredConversation(
                    state, begun.packageName(), begun.chat(), flow.version(), begun.account(), begun.begun(), now()));
            if (!isThere) {
                throw new ConversationGoneException();
            }
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** As the database keeps it. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** Whoever has not logged in has no account: the id, which nobody can guess, is what they have. */
    private static String account(Caller caller) {
        return caller.isAnonymous() ? "" : caller.name();
    }

    private static ChatException unknown(String id) {
        return new ChatException(
                Kind.NOT_FOUND, "there is no conversation %s of yours; it may have expired".formatted(id));
    }

    private static ChatException notNow(Exception cause) {
        LOG.error("conversations cannot be read or stored", cause);
        return new ChatException(
                Kind.FAILED, "the server cannot read or store conversations now; nothing was done, try again", cause);
    }
}
