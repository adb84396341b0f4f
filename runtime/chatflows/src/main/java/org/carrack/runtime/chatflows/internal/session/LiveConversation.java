package org.carrack.runtime.chatflows.internal.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.chat.Question.Kind;
import org.carrack.failure.RequestException;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.Conversation;
import org.carrack.runtime.chatflows.internal.engine.ConversationListener;
import org.carrack.runtime.chatflows.internal.engine.ConversationParkedException;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.engine.Slide;
import org.carrack.runtime.chatflows.internal.store.StoredConversation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A conversation that is in memory, with those who are told its messages: pages in several tabs hear all the same. To be kept for one
 * request, or as long as one is subscribed; it may be forgotten otherwise. For any thread.
 */
public final class LiveConversation implements ConversationListener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveConversation.class);

    private final Flow flow;
    private final StoredConversation begun;
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final InstantSource clock;
    private @Nullable Conversation conversation;
    private @Nullable Message last;
    private Instant used;
    private boolean isReceiving;

    /** Who has waited for less is there still. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

    /** The sequence of what {@link #fetch} has given last. */
    private long fetched;

    /** The sequence of what went to somebody who had waited, and may have gone: of that no HTTP server learns for sure. */
    private long uncertain;

    /** One who waits for the next message. */
    private record Waiting(CompletableFuture<Message> next, Instant since) {}

    LiveConversation(Flow flow, StoredConversation begun, InstantSource clock) {
        this.flow = flow;
        this.begun = begun;
        this.clock = clock;
        used = clock.instant();
    }

    void is(Conversation now) {
        conversation = now;
    }

    public Flow flow() {
        return flow;
    }

    StoredConversation begun() {
        return begun;
    }

    Conversation conversation() {
        Conversation now = conversation;
        if (now == null) {
            throw new IllegalStateException("a conversation is given to others when it is whole");
        }
        return now;
    }

    void used() {
        synchronized (waiting) {
            used = clock.instant();
        }
    }

    /** Ends the waiting of those who have waited for longer than anybody listens. */
    void endWaiting(Instant before) {
        List<Waiting> old;
        synchronized (waiting) {
            old = waiting.stream().filter(one -> one.since().isBefore(before)).toList();
            waiting.removeAll(old);
        }
        old.forEach(one -> one.next()
                .completeExceptionally(new ChatException(
                        RequestException.Kind.REFUSED, "there was nothing to be seen for long; ask again")));
    }

    /** Takes the turn to send a file: one after the other. Returns whether it was free. */
    boolean beginReceiving() {
        synchronized (waiting) {
            boolean isFree = !isReceiving;
            isReceiving = true;
            return isFree;
        }
    }

    void endReceiving() {
        synchronized (waiting) {
            isReceiving = false;
        }
    }

    /** Whether nobody listens, and nobody has for a while. */
    boolean isUnusedSince(Instant moment) {
        synchronized (waiting) {
            return subscribers.isEmpty() && waiting.isEmpty() && used.isBefore(moment);
        }
    }

    @Override
    public void told(Message message) {
        List<Waiting> now;
        List<Subscriber> all;
        synchronized (waiting) {
            last = message;
            now = List.copyOf(waiting);
            waiting.clear();
            all = List.copyOf(subscribers);
        }
        now.forEach(one -> one.next().complete(message));
        all.forEach(one -> tell(one, message));
    }

    /** The flow's thread tells: it has nothing to do with what becomes of one page. */
    private void tell(Subscriber page, Message message) {
        try {
            page.told(message);
        } catch (RuntimeException | Error e) {
            LOG.error("a page could not be told what there is to see in the conversation {}", id(), e);
        }
    }

    @Override
    public void working() {
        synchronized (waiting) {
            if (last != null && !last.questionId().isEmpty()) {
                // Who comes now must not be shown what was answered.
                last = null;
            }
        }
    }

    @Override
    public void failed(String sentence) {
        flow.failures().accept(sentence);
    }

    /** It is in memory no more. */
    void parked() {
        List<Waiting> now;
        List<Subscriber> all;
        synchronized (waiting) {
            now = List.copyOf(waiting);
            waiting.clear();
            all = List.copyOf(subscribers);
            subscribers.clear();
        }
        now.forEach(one -> one.next().completeExceptionally(notNow(new ConversationParkedException())));
        all.forEach(Subscriber::parked);
    }

    /** Has a page told all that follows. */
    public void subscribe(Subscriber page) {
        synchronized (waiting) {
            subscribers.add(page);
        }
    }

    public void unsubscribe(Subscriber page) {
        synchronized (waiting) {
            subscribers.remove(page);
        }
    }

    public String id() {
        return begun.state().id();
    }

    /** Whether a file is asked for, alone or in a form. */
    boolean asksForFile() {
        ConversationState now = state();
        Slide slide = now.slide();
        return now.status() == ConversationState.Status.OPEN
                && slide != null
                && slide.questions().stream().anyMatch(question -> question.kind() == Kind.UPLOAD);
    }

    /** What is stored of it by now. */
    public ConversationState state() {
        return conversation().state();
    }

    /** What is to be seen now; nothing while the flow works, and has shown nothing. */
    public Optional<Message> current() {
        Optional<Message> asked = conversation().current();
        synchronized (waiting) {
            return asked.isPresent() ? asked : Optional.ofNullable(last);
        }
    }

    /**
     * The next message after one that was seen.
     *
     * @param sequence of the message that was seen; 0 for none, which gives what is to be seen now if there is something
     */
    public CompletionStage<Message> next(long sequence) {
        Optional<Message> now = sequence == 0 ? current() : Optional.empty();
        if (now.isPresent()) {
            return CompletableFuture.completedFuture(now.get());
        }
        synchronized (waiting) {
            if (last != null && last.sequence() > sequence) {
                return CompletableFuture.completedFuture(last);
            }
            CompletableFuture<Message> next = new CompletableFuture<>();
            waiting.add(new Waiting(next, clock.instant()));
            return next;
        }
    }

    /**
     * The next message that was not fetched yet, for the old pages, which do not say what they have seen. All that wait get the same. A
     * question that went to one who had waited for it is given once more, as long as nobody has answered it: that client may have gone.
     *
     * @param isAgain whether the last is wanted again
     */
    public CompletionStage<Message> fetch(boolean isAgain) {
        if (state().status() == ConversationState.Status.ENDED) {
            // Nothing comes after it: it is told to each who asks.
            return next(0);
        }
        long seen;
        synchronized (waiting) {
            boolean isUncertain = last != null
                    && last.sequence() == uncertain
                    && !last.questionId().isEmpty();
            uncertain = 0;
            seen = isAgain || isUncertain ? 0 : fetched;
        }
        CompletableFuture<Message> next = next(seen).toCompletableFuture();
        Instant certain = clock.instant().plus(SHORTEST_WAIT);
        return next.thenApply(message -> {
            synchronized (waiting) {
                fetched = Math.max(fetched, message.sequence());
                if (!clock.instant().isBefore(certain)) {
                    uncertain = message.sequence();
                }
            }
            return message;
        });
    }

    /**
     * Answers what is asked.
     *
     * @param questionId which question the person has seen; empty for whichever is asked
     * @throws InvalidAnswerException if the answer does not follow the rules
     * @throws IOException if it cannot be stored now, or the conversation was deleted, or is not in memory any more
     */
    public Conversation.Acceptance answer(String questionId, @Nullable Object answer)
            throws InvalidAnswerException, IOException {
        return conversation().answer(questionId, answer);
    }

    /**
     * Goes back; returns whether there was where to go.
     *
     * @throws IOException as above
     */
    public boolean back() throws IOException {
        return conversation().back();
    }

    /**
     * Ends it.
     *
     * @throws IOException as above
     */
    public void cancel() throws IOException {
        conversation().cancel();
    }

    private static ChatException notNow(IOException cause) {
        return Conversations.notStored(cause);
    }
}
