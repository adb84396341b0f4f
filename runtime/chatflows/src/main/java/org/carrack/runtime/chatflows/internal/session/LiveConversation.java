package org.carrack.runtime.chatflows.internal.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.Conversation;
import org.carrack.runtime.chatflows.internal.engine.ConversationGoneException;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.store.StoredConversation;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that is in memory, with those who wait for its next message: pages in several tabs hear all the same. For any thread.
 */
public final class LiveConversation {

    private final Flow flow;
    private final StoredConversation begun;
    private final List<CompletableFuture<Message>> waiting = new ArrayList<>();
    private @Nullable Conversation conversation;
    private @Nullable Message last;

    LiveConversation(Flow flow, StoredConversation begun) {
        this.flow = flow;
        this.begun = begun;
    }

    void is(Conversation now) {
        conversation = now;
    }

    Flow flow() {
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

    /** Tells all who wait. Called by the conversation, in order. */
    void told(Message message) {
        List<CompletableFuture<Message>> now;
        synchronized (waiting) {
            last = message;
            now = List.copyOf(waiting);
            waiting.clear();
        }
        now.forEach(one -> one.complete(message));
    }

    public String id() {
        return begun.state().id();
    }

    /** The title of the conversation. */
    public String title() {
        return flow.flowClass().title(flow.instances().get());
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
            waiting.add(next);
            return next;
        }
    }

    /**
     * Answers what is asked.
     *
     * @param questionId which question the person has seen; empty for whichever is asked
     * @throws InvalidAnswerException if the answer does not follow the rules
     * @throws ChatException if it cannot be stored now
     */
    public Conversation.Acceptance answer(String questionId, @Nullable Object answer)
            throws InvalidAnswerException, ChatException {
        try {
            return conversation().answer(questionId, answer);
        } catch (IOException e) {
            throw notNow(e);
        }
    }

    /**
     * Goes back; returns whether there was where to go.
     *
     * @throws ChatException if it cannot be stored now
     */
    public boolean back() throws ChatException {
        try {
            return conversation().back();
        } catch (IOException e) {
            throw notNow(e);
        }
    }

    /**
     * Ends it.
     *
     * @throws ChatException if it cannot be stored now
     */
    public void cancel() throws ChatException {
        try {
            conversation().cancel();
        } catch (IOException e) {
            throw notNow(e);
        }
    }

    private static ChatException notNow(IOException cause) {
        if (cause instanceof ConversationGoneException) {
            return new ChatException(ChatException.Kind.NOT_FOUND, String.valueOf(cause.getMessage()), cause);
        }
        return new ChatException(
                ChatException.Kind.FAILED, "the server cannot store it now; nothing was done, try again", cause);
    }
}
