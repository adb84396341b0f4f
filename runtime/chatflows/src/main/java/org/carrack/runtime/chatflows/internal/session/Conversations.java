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
import java.util.function.ToLongFunction;
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
import org.carrack.runtime.chatflows.internal.store.Owner;
import org.carrack.runtime.chatflows.internal.store.StoredConversation;
import org.jspecify.annotations.Nullable;
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

    /** Longer than a request may take: whoever waits for so long has gone. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(11);

    /** How long a package that goes waits for threads to leave its chatflows. */
    private static final Duration LONGEST_UNWINDING = Duration.ofSeconds(1);

    private static final int MOST_FILES = 200;

    private final ConversationTable table;
    private final UploadFolder uploads;
    private final Limits limits;
    private final Host host;
    private final FlowTable flows;
    private final ToLongFunction<String> accountCreated;
    private final Map<String, LiveConversation> live = new ConcurrentHashMap<>();

    /** About how many are open; counted anew where it matters. */
    private final AtomicLong open;

    /**
     * Over what is stored.
     *
     * @param accountCreated when the account of a name was created, in milliseconds since 1970; 0 if there is none
     * @throws SQLException if the conversations that are open cannot be counted
     */
    public Conversations(
            ConversationTable table,
            UploadFolder uploads,
            Limits limits,
            Host host,
            FlowTable flows,
            ToLongFunction<String> accountCreated)
            throws SQLException {
        this.table = table;
        this.uploads = uploads;
        this.limits = limits;
        this.host = host;
        this.flows = flows;
        this.accountCreated = accountCreated;
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
        try {
            long left = LONGEST_UNWINDING.toNanos();
            for (LiveConversation one : all) {
                left = one.conversation().awaitIdle(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        Owner owner = owner(person.caller());
        try {
            if (!owner.equals(Owner.NOBODY) && table.countOpen(owner) >= limits.ofAccount()) {
                throw new ChatException(
                        Kind.REFUSED,
                        "you have %d conversations open already; go on with one, or cancel one"
                                .formatted(limits.ofAccount()));
            }
            refuseTooMany();
            String id = UUID.randomUUID().toString();
            Instant now = now();
            ConversationState first = first(flow, id, parameters, language);
            StoredConversation begun =
                    new StoredConversation(first, flow.packageName(), flow.chat(), flow.version(), owner, now, now);
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

    private static ConversationState first(Flow flow, String id, Map<String, String> parameters, String language)
            throws ChatException {
        try {
            return flow.instances().ask(made -> Conversation.first(id, parameters, language, flow.flowClass(), made));
        } catch (RuntimeException | Error e) { // of its constructor
            LOG.error("no conversation can begin in the chat {} of {}", flow.chat(), flow.packageName(), e);
            flow.failures()
                    .accept("no conversation can begin in the chat %s: %s; the log has more".formatted(flow.chat(), e));
            throw new ChatException(
                    Kind.FAILED,
                    "the chat %s cannot begin; please tell whoever runs this server".formatted(flow.chat()),
                    e);
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
        if (!isOf(known.begun(), person.caller())) {
            throw unknown(id);
        }
        known.used();
        return known;
    }

    private synchronized LiveConversation read(String id, Person person) throws ChatException {
        LiveConversation meanwhile = live.get(id);
        if (meanwhile != null) {
            return meanwhile;
        }
        try {
            StoredConversation stored = table.find(id).orElseThrow(() -> unknown(id));
            if (!isOf(stored, person.caller())) {
                throw unknown(id);
            }
            Flow flow = flows.find(stored.packageName(), stored.chat())
                    .orElseThrow(() -> new ChatException(
                            Kind.REFUSED,
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

    /** The open conversations of a person, the last changed first; with a token for some packages, those of these packages. */
    public List<ConversationRow> open(Caller caller) throws ChatException {
        Owner owner = owner(caller);
        return owner.equals(Owner.NOBODY) ? List.of() : open(owner, caller);
    }

    private List<ConversationRow> open(@Nullable Owner owner, Caller caller) throws ChatException {
        try {
            return table.open(owner).stream()
                    .filter(row -> caller.reaches(row.packageName()))
                    .toList();
        } catch (SQLException e) {
            throw notNow(e);
        }
    }

    /** The open conversation of a person in a chat that was begun with these parameters and changed last. */
    public Optional<String> latest(Flow flow, Caller caller, Map<String, String> parameters) throws ChatException {
        try {
            for (ConversationRow row : open(caller)) {
                boolean isOfFlow = row.packageName().equals(flow.packageName())
                        && row.chat().equals(flow.chat());
                Optional<StoredConversation> stored = isOfFlow ? table.find(row.id()) : Optional.empty();
                if (stored.isPresent() && stored.get().state().parameters().equals(parameters)) {
                    return Optional.of(row.id());
                }
            }
            return Optional.empty();
        } catch (SQLException | IOException e) {
            throw notNow(e);
        }
    }

    /** All open conversations that an administrator's token is for, without what was said. */
    public List<ConversationRow> all(Caller administrator) throws ChatException {
        return open(null, administrator);
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
            if (isAnybodys ? !caller.reaches(stored.packageName()) : !isOf(stored, caller)) {
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

    /** Where a file of a conversation is to be written: a new folder, and how many bytes it may have. */
    public record UploadPlace(LiveConversation conversation, Path folder, long limit) {}

    /**
     * A place for a file of a conversation, to be given back by {@link #received} or {@link #giveUp}.
     *
     * @throws ChatException if no file is asked for, another is being sent, there are too many already, or it cannot be made
     */
    public UploadPlace placeForUpload(LiveConversation one) throws ChatException {
        if (!one.asksForFile()) {
            throw new ChatException(Kind.REFUSED, "no file is asked for; the file was not taken");
        }
        if (!one.beginReceiving()) {
            throw new ChatException(
                    Kind.REFUSED, "another file is being sent in this conversation; try again after it");
        }
        try {
            UploadFolder.Usage usage = uploads.usage(one.id());
            long left = limits.ofUploads() - usage.bytes();
            if (usage.files() >= MOST_FILES || left <= 0) {
                throw new ChatException(
                        Kind.REFUSED,
                        "this conversation has %d files with %,d bytes already, and takes no more (uploads_mb)"
                                .formatted(usage.files(), usage.bytes()));
            }
            return new UploadPlace(one, uploads.place(one.id()), left);
        } catch (ChatException e) {
            one.endReceiving();
            throw e;
        } catch (IOException e) {
            one.endReceiving();
            throw notNow(e);
        }
    }

    /** The file that was written into a place. */
    public Upload received(UploadPlace place, Path file) {
        place.conversation().endReceiving();
        return uploads.received(file);
    }

    /** Deletes a place into which nothing came. */
    public void giveUp(UploadPlace place) {
        place.conversation().endReceiving();
        try {
            uploads.delete(place.folder());
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", place.folder(), e);
        }
    }

    /** Looks after those in memory. To be called each second or so. */
    public void check() {
        Instant unused = now().minus(KEPT_IN_MEMORY);
        Instant gone = now().minus(LONGEST_WAIT);
        for (LiveConversation one : List.copyOf(live.values())) {
            one.endWaiting(gone);
            one.conversation().check();
            if (one.isUnusedSince(unused) && one.conversation().parkIfIdle()) {
                live.remove(one.id(), one);
            }
        }
    }

    /** Deletes what was not changed for too long, and what was of accounts that are gone. To be called from time to time. */
    public void sweep() {
        try {
            for (Owner owner : table.owners()) {
                if (accountCreated.applyAsLong(owner.account()) != owner.created()) {
                    deleteOf(owner);
                }
            }
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

    private void deleteOf(Owner owner) throws SQLException, IOException {
        List<String> all = table.ofOwner(owner);
        for (String id : all) {
            delete(id);
        }
        LOG.info("the account {} is gone, and with it {} conversations", owner.account(), all.size());
    }

    private LiveConversation live(Flow flow, StoredConversation begun, Person person) {
        LiveConversation one = new LiveConversation(flow, begun, host.clock());
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
                            begun.owner(),
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

    private boolean isOf(StoredConversation stored, Caller caller) {
        return stored.owner().equals(owner(caller)) && caller.reaches(stored.packageName());
    }

    /** Whoever has not logged in has no account: the id, which nobody can guess, is what they have. */
    private Owner owner(Caller caller) {
        return caller.isAnonymous()
                ? Owner.NOBODY
                : new Owner(caller.name(), accountCreated.applyAsLong(caller.name()));
    }

    private static ChatException unknown(String id) {
        // Who made one up may have made a long one.
        String shown = id.length() > 40 ? id.substring(0, 40) + "…" : id;
        return new ChatException(
                Kind.NOT_FOUND,
                id.isEmpty()
                        ? "no conversation is named"
                        : "there is no conversation %s of yours; it may have expired".formatted(shown));
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
