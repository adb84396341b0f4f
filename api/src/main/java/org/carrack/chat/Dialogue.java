package org.carrack.chat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a step of a {@link Chatflow} talks to a person through. Implemented by the server.
 *
 * <p>Methods that ask return when there is an answer that follows the rules, which may take days. They end by a throwable of the server's
 * own if the person goes back, the conversation is cancelled, or the step is to be run again later: a step that catches all
 * {@code Throwable}s throws those on that it does not know. None may be called while a lock is held, since others may have to wait for it
 * for as long.
 *
 * <p>To be used by the thread that called the step alone.
 */
@ProviderType
public interface Dialogue {

    /**
     * What is done at most once.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Work<T, X extends Exception> {
        /** Does it, and returns what is to be stored. */
        T run() throws X;
    }

    /** Asks a question. */
    <T> T ask(Question<T> question);

    /** Asks several questions at once. */
    Answers ask(Form form);

    /** Shows Markdown, and returns when the person goes on. */
    void show(String markdown);

    /** Shows names and values with a message above, and returns when the person confirms them. */
    void confirm(String message, Map<String, ?> values);

    /** Offers text as a file, and returns when the person goes on. */
    void download(String message, String fileName, String content);

    /** Shows a text as a QR code with Markdown above, and returns when the person goes on. */
    void qrCode(String markdown, String text);

    /**
     * Shows digits that programs find hard to read, and asks for them.
     *
     * @return whether the person has read them
     */
    boolean captcha(String prompt);

    /** Shows what went wrong, and returns when the person goes on. */
    void error(String message);

    /** Shows Markdown in the place of what was shown before, and returns at once: the person waits. */
    void update(String markdown);

    /**
     * Shows how far something is, and returns at once.
     *
     * @param percent from 0 to 100
     */
    void progress(String message, int percent);

    /** Sends the person to another page, which ends the conversation. Does not return. */
    void redirect(String url);

    /** Goes to the beginning of a step, by the name of its method. Does not return. */
    void goTo(String step);

    /** Begins the conversation anew, with the fields as they were made. Does not return. */
    void restart();

    /** Ends the conversation with a message that says why. Does not return. */
    void stop(String message);

    /** Ends the conversation. Does not return. */
    void end();

    /**
     * Does something at most once in a conversation, however often its step is run: what it returns is stored, and returned the next time.
     *
     * <p>A server that dies while it is done cannot know how far it was. It is not done again then: the conversation stops and tells the
     * person and the administrators. Where it is safe to repeat, for example with {@link #idempotencyKey}, use {@link #repeatable}.
     *
     * @param key names it in the conversation
     * @param work what is done; returns a type that a field of a {@link Chatflow} may have, and not null. What it throws is thrown, and it can be
     *     done again
     */
    <T, X extends Exception> T once(String key, Class<T> type, Work<T, X> work) throws X;

    /** The same for what returns nothing. */
    void once(String key, Runnable work);

    /** The same for what may be done again if the server died while it was done. */
    <T, X extends Exception> T repeatable(String key, Class<T> type, Work<T, X> work) throws X;

    /** A text that is the same whenever that key is asked for in this conversation, and in no other: for services that do nothing twice. */
    String idempotencyKey(String key);

    /** Who answers. */
    UserInfo user();

    /** Who answers, with their roles. */
    Caller caller();

    /** The language that the person's browser asked for when the conversation began, for texts in several; English if it asked for none. */
    Locale language();

    /**
     * What is in a file that was sent in this conversation, on the server's disk; not to be changed.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    Path file(Upload upload);

    /** What the query of the page's address had when the conversation began. */
    Map<String, String> parameters();
}
