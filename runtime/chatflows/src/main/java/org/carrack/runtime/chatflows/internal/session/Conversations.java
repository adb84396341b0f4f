package org.carrack.runtime.chatflows.internal.session;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.carrack.auth.Caller;
import org.carrack.chat.Upload;
import org.carrack.failure.RequestException.Kind;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.Conversation;
import org.carrack.runtime.chatflows.internal.engine.ConversationGoneException;
import org.carrack.runtime.chatflows.internal.engine.ConversationParkedException;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.Host;
import org.carrack.runtime.chatflows.internal.engine.Person;
import org.carrack.runtime.chatflows.internal.store.ConversationRow;
import org.carrack.runtime.chatflows.internal.store.ConversationTable;
import org.carrack.runtime.chatflows.internal.store.StoredConversation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversations of a server. One that nobody has asked for is in the database alone; it comes into memory for the first who does. A
 * conversation belongs to who began it: others do not learn that there is one. For any thread; reading and storing blocks.
 */
public final class Conversations {

    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    /** How long a conversation without an account is kept where there is no room for others. */
    private static final Duration KEPT_WHEN_FULL = Duration.ofHours(1);

    private static final Duration KEPT_IN_MEMORY = Duration.ofSeconds(60);

    private final ConversationTable table;
    private final UploadFolder uploads;
    private final Limits limits;
    private final Host host;
    private final FlowTable flows;
    private final Map<String, LiveConversation> live = new ConcurrentHashMap<>();

    /** About how many are open; counted anew where it matters. */
    private final AtomicLong open;

    /** @throws SQLException if the conversations that are open cannot be counted */
    public Conversations(ConversationTable table, UploadFolder uploads, Limits limits, Host host, FlowTable flows)
            throws SQLException {
        this.table = table;
        this.uploads = uploads;
        this.limits = limits;
        this.host = host;
        this.flows = flows;
        open = new AtomicLong(table.countOpen(null));
    }

    /** A chatflow is gone. What of it runs ends; conversations wait in the database for its next version. */
    public void remove(Flow flow) {
        park(live.values().stream().filter(one -> one.flow().equals(flow)).toList());
    }

    /** The server stops. */
    public void stop() {
        park(List.copyOf(live.values()));
    }

    private void park(Collection<LiveConversation> all) {
        for (LiveConversation one : all) {
            one.conversation().park();
            live.remove(one.id(), one);
            one.parked();
        }
    }

    /**
     * Begins a conversation.
     *
     * @param parameters what the query of the page's address has
     * @param language a language tag
     * @throws ChatException if there are too many already, or it cannot be stored
     */
    public LiveConversation begin(Flow flow, Person person, Map<String, String> parameters, String language)
            throws ChatException {
        String account = account(person.caller());
        try {
            if (!account.isEmpty() && table.countOpen(account) >= limits.ofAccount()) {
                throw new ChatException(
                        Kind.REFUSED,
                        "you have %d conversations open already; go on with one, or cancel one"
                                .formatted(limits.ofAccount()));
            }
            refuseTooMany();
            String id = UUID.randomUUID().toString();
            Instant now = now();
            ConversationState first =
                    flow.instances().ask(made -> Conversation.first(id, parameters, language, flow.flowClass(), made));
            StoredConversation begun =
                    new StoredConversation(first, flow.packageName(), flow.chat(), flow.version(), account, now, now);
            table.insert(begun);
            open.incrementAndGet();
            LiveConversation one = live(flow, begun, person);
            live.put(id, one);
            one.conversation().resume();
            return one;
        } catch (SQLException | IOException e) {
            throw notNow(e);
        }
    }

    private void refuseTooMany() throws SQLException, IOException, ChatException {
        if (open.get() >= limits.inAll()) {
            // Strangers must not be able to keep all others out for weeks.
            for (String id : table.withoutAccountOlderThan(now().minus(KEPT_WHEN_FULL))) {
                delete(id);
            }
            open.set(table.countOpen(null));
        }
        if (open.get() >= limits.inAll()) {
            throw new ChatException(
                    Kind.REFUSED,
                    "%d conversations are open on this server, and no more are begun now; try again later"
                            .formatted(limits.inAll()));
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
        known.used(now());
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
            Flow flow = flows.find(stored.packageName(), stored.chat())
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

    /** Something that is done with a conversation. */
    @FunctionalInterface
    public interface Action<T> {
        /** Does it. */
        T on(LiveConversation one) throws InvalidAnswerException, IOException, ChatException;
    }

    /**
     * Does something with a conversation of a person, once more if it left memory at the same moment.
     *
     * @throws InvalidAnswerException if an answer does not follow the rules
     * @throws ChatException as {@link #find}, or if it cannot be stored now: nothing was done
     */
    public <T> T with(String id, Person person, Action<T> action) throws InvalidAnswerException, ChatException {
        try {
            return action.on(find(id, person));
        } catch (ConversationParkedException e) {
            try {
                return action.on(find(id, person));
            } catch (IOException again) {
                throw notStored(again);
            }
        } catch (IOException e) {
            throw notStored(e);
        }
    }

    /** The open conversations of a person, the last changed first. */
    public List<ConversationRow> open(Caller caller) throws ChatException {
        try {
            return account(caller).isEmpty() ? List.of() : table.open(account(caller));
        } catch (SQLException e) {
            throw notNow(e);
        }
    }

    /** The open conversation of a person in a chat that was changed last. */
    public Optional<String> latest(Flow flow, Caller caller) throws ChatException {
        return open(caller).stream()
                .filter(row -> row.packageName().equals(flow.packageName())
                        && row.chat().equals(flow.chat()))
                .map(ConversationRow::id)
                .findFirst();
    }

    /** All open conversations, without what was said, for administrators. */
    public List<ConversationRow> all() throws ChatException {
        try {
            return table.open(null);
        } catch (SQLException e) {
            throw notNow(e);
        }
    }

    /**
     * Ends a conversation, and deletes what was said.
     *
     * @param isAnybodys whether it need not be the caller's own
     * @throws ChatException if there is none of that id, or it cannot be deleted now
     */
    public void cancel(String id, Caller caller, boolean isAnybodys) throws ChatException {
        try {
            StoredConversation stored = table.find(id).orElseThrow(() -> unknown(id));
            if (!isAnybodys && !stored.account().equals(account(caller))) {
                throw unknown(id);
            }
            delete(id);
        } catch (SQLException | IOException e) {
            throw notNow(e);
        }
    }

    private void delete(String id) throws SQLException, IOException {
        LiveConversation known = live.remove(id);
        if (known != null) {
            try {
                // So that whoever has it on a page sees that it is over.
                known.cancel();
            } catch (IOException e) {
                LOG.debug("the conversation {} is deleted all the same", id, e);
            }
            known.conversation().park();
        }
        uploads.delete(id);
        table.delete(id);
    }

    /** Deletes all conversations of a package. */
    public void purge(String packageName) throws SQLException, IOException {
        for (String id : table.ofPackage(packageName)) {
            delete(id);
        }
    }

    /**
     * A new folder for a file of a conversation.
     *
     * @throws ChatException if it cannot be made
     */
    public Path placeForUpload(LiveConversation one) throws ChatException {
        try {
            return uploads.place(one.id());
        } catch (IOException e) {
            throw notNow(e);
        }
    }

    /** The file that was written into a folder of {@link #placeForUpload}. */
    public Upload received(Path file) {
        return uploads.received(file);
    }

    /** Deletes a folder of {@link #placeForUpload} into which nothing came. */
    public void giveUp(Path place) {
        try {
            uploads.delete(place);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", place, e);
        }
    }

    /** Looks after those in memory. To be called each second or so. */
    public void check() {
        Instant unused = now().minus(KEPT_IN_MEMORY);
        for (LiveConversation one : List.copyOf(live.values())) {
            one.conversation().check();
            if (one.isUnusedSince(unused) && one.conversation().parkIfIdle()) {
                live.remove(one.id(), one);
            }
        }
    }

    /** Deletes what was not changed for too long. To be called from time to time. */
    public void sweep() {
        try {
            List<String> old = table.olderThan(now().minus(limits.kept()));
            for (String id : old) {
                delete(id);
            }
            if (!old.isEmpty()) {
                LOG.info("{} conversations were not changed for {} and are deleted", old.size(), limits.kept());
            }
            open.set(table.countOpen(null));
        } catch (SQLException | IOException e) {
            LOG.warn("old conversations could not be deleted: {}", e.getMessage());
        }
    }

    private LiveConversation live(Flow flow, StoredConversation begun, Person person) {
        LiveConversation one = new LiveConversation(flow, begun, now());
        one.is(new Conversation(
                flow.flowClass(),
                flow.instances(),
                person,
                begun.state(),
                (state, said) -> save(flow, begun, state, said),
                uploads.of(begun.state().id()),
                host,
                one));
        return one;
    }

    private void save(Flow flow, StoredConversation begun, ConversationState state, List<Said> said)
            throws IOException {
        try {
            boolean isThere = table.update(
                    new StoredConversation(
                            state,
                            begun.packageName(),
                            begun.chat(),
                            flow.version(),
                            begun.account(),
                            begun.begun(),
                            now()),
                    said);
            if (!isThere) {
                throw new ConversationGoneException();
            }
            if (state.status() == ConversationState.Status.ENDED) {
                open.decrementAndGet();
            }
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** As the database keeps it. */
    private Instant now() {
        return Instant.ofEpochMilli(host.clock().millis());
    }

    /** Whoever has not logged in has no account: the id, which nobody can guess, is what they have. */
    private static String account(Caller caller) {
        return caller.isAnonymous() ? "" : caller.name();
    }

    private static ChatException unknown(String id) {
        // Who made one up may have made a long one.
        String shown = id.length() > 40 ? id.substring(0, 40) + "…" : id;
        return new ChatException(
                Kind.NOT_FOUND, "there is no conversation %s of yours; it may have expired".formatted(shown));
    }

    private static ChatException notNow(Exception cause) {
        LOG.error("conversations cannot be read or stored", cause);
        return new ChatException(
                Kind.FAILED, "the server cannot read or store conversations now; nothing was done, try again", cause);
    }

    static ChatException notStored(IOException cause) {
        if (cause instanceof ConversationGoneException) {
            return new ChatException(Kind.NOT_FOUND, String.valueOf(cause.getMessage()), cause);
        }
        if (cause instanceof ConversationParkedException) {
            return new ChatException(Kind.REFUSED, String.valueOf(cause.getMessage()), cause);
        }
        return new ChatException(Kind.FAILED, "the server cannot store it now; nothing was done, try again", cause);
    }
}
