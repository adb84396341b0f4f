package org.carrack.chat;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A conversation with one person: methods with {@link ChatStep}, which are called one after the other, each with the {@link Dialogue}
 * that it asks. Implemented by packages, as a component with the scope {@code PROTOTYPE}: each conversation has an instance of its own.
 *
 * <p>The fields of that instance are the conversation's state: they are stored after each step, and set again before the next wherever it
 * runs. Fields that are static, final or transient are not. The others may have the types {@code String}, {@code boolean}, a number, an
 * enum, a type of {@code java.time}, {@link Location}, {@link Upload}, a record of such, or a {@code List}, {@code Set} or {@code Map}
 * (with texts as keys) of such; a package with another is rejected.
 *
 * <p>After a restart, and wherever a person was waited for too long, the step is run again from its beginning, and what it asked before is
 * answered by what was answered before. So a step asks the same questions when it gets the same answers, and what it does besides asking
 * is done in {@link Dialogue#once}.
 *
 * <p>The methods of one instance are called by one thread at a time.
 *
 * <pre>{@code
 * @Component(scope = ServiceScope.PROTOTYPE)
 * public class HelloChatflow implements Chatflow {
 *     String name = "";
 *
 *     @ChatStep(title = "Your name", order = 1)
 *     void askName(Dialogue chat) {
 *         name = chat.ask(Question.string("What is your name?").required());
 *     }
 *
 *     @ChatStep(title = "Your age", order = 2)
 *     void askAge(Dialogue chat) {
 *         int age = chat.ask(Question.integer("How old are you?").min(0));
 *         chat.show("**%s**, %d".formatted(name, age));
 *     }
 * }
 * }</pre>
 */
@ConsumerType
public interface Chatflow {

    /** The name of a chatflow in its address: its {@link ChatName}, or the name of its class with a small first letter. */
    static String nameOf(Class<?> type) {
        ChatName given = type.getAnnotation(ChatName.class);
        String simple = type.getSimpleName();
        return given == null ? Character.toLowerCase(simple.charAt(0)) + simple.substring(1) : given.value();
    }

    /** The title of the conversation; empty for the name of the class in words. */
    default String title() {
        return "";
    }
}
