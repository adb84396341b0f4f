package org.carrack.runtime.chatflows.internal.protocol;

import java.util.List;
import java.util.Map;
import org.carrack.http.PushConnection;
import org.carrack.http.PushListener;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Said;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;
import org.carrack.runtime.chatflows.internal.session.Subscriber;
import org.jspecify.annotations.Nullable;

/** One page's connection: is told what there is to see, and over a WebSocket asks for things. For any thread. */
final class PageConnection implements PushListener, Subscriber {

    private final PageConversation page;
    private final String first;
    private final boolean isOneWay;
    private @Nullable PushConnection connection;
    private @Nullable LiveConversation live;
    private String conversation = "";
    private List<Said> told = List.of();
    private long sequence;

    /**
     * Of a page.
     *
     * @param first the conversation that is open already; empty if the page opens one over the connection
     * @param isOneWay whether the page can only listen: it has nothing to wait for when it has no conversation
     */
    PageConnection(PageConversation page, String first, boolean isOneWay) {
        this.page = page;
        this.first = first;
        this.isOneWay = isOneWay;
    }

    @Override
    public void opened(PushConnection opened) {
        synchronized (this) {
            connection = opened;
        }
        if (!first.isEmpty()) {
            received("{\"type\": \"open\", \"conversation\": %s}".formatted(Json.write(first)));
        } else if (isOneWay) {
            send(PageMessages.error("name the conversation to listen to in the header Carrack-Conversation"));
        }
        boolean isListening;
        synchronized (this) {
            isListening = !conversation.isEmpty();
        }
        if (isOneWay && !isListening) {
            opened.close("");
        }
    }

    @Override
    public void received(String text) {
        String known;
        synchronized (this) {
            known = conversation;
        }
        PageConversation.Reply reply = page.act(known, text);
        boolean isAnother = !reply.conversation().equals(known);
        for (Map<String, Object> message : reply.messages()) {
            // What there is to see is told as one subscribes: what comes between would be missed otherwise.
            if (!isAnother || !"message".equals(message.get("type"))) {
                send(message);
            }
        }
        if (isAnother) {
            subscribe(reply.conversation());
        }
    }

    private void subscribe(String id) {
        unsubscribe();
        if (id.isEmpty()) {
            return;
        }
        try {
            LiveConversation one = page.find(id);
            synchronized (this) {
                conversation = id;
                live = one;
                told = one.state().transcript();
            }
            one.subscribe(this);
            one.current().ifPresent(this::told);
        } catch (ChatException e) {
            send(PageMessages.gone(e.getMessage()));
        }
    }

    private void unsubscribe() {
        LiveConversation before;
        synchronized (this) {
            before = live;
            live = null;
            conversation = "";
        }
        if (before != null) {
            before.unsubscribe(this);
        }
    }

    @Override
    public void told(Message message) {
        LiveConversation one;
        List<Said> more;
        synchronized (this) {
            one = live;
            if (one == null || message.sequence() <= sequence) {
                return;
            }
            sequence = message.sequence();
            List<Said> all = one.state().transcript();
            more = added(all);
            told = all;
        }
        if (!more.isEmpty()) {
            send(PageMessages.transcript(more));
        }
        send(PageMessages.message(message));
    }

    /** What a transcript has that was not told yet. One that has reached its greatest length loses its first with each that is added. */
    private List<Said> added(List<Said> all) {
        if (all.size() > told.size()) {
            return all.subList(told.size(), all.size());
        }
        return all.equals(told) || all.isEmpty() ? List.of() : all.subList(all.size() - 1, all.size());
    }

    private void send(Map<String, Object> message) {
        PushConnection to;
        synchronized (this) {
            to = connection;
        }
        if (to != null) {
            to.send(String.valueOf(message.getOrDefault("sequence", "")), Json.write(message));
        }
    }

    @Override
    public void parked() {
        PushConnection to;
        synchronized (this) {
            to = connection;
            live = null;
            conversation = "";
        }
        if (to != null) {
            to.close("the chat is being replaced");
        }
    }

    @Override
    public void closed() {
        unsubscribe();
        synchronized (this) {
            connection = null;
        }
    }
}
