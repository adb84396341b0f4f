package org.carrack.chat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A step of a {@link Chatflow}: a method that takes a {@link Dialogue} and returns nothing. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ChatStep {

    /** The title above its questions; none if it is empty. */
    String title() default "";

    /** Its place among the steps: the smallest comes first. No two have the same. */
    int order();

    /** Whether a person can go back from its first question to the step before. */
    boolean canGoBack() default true;

    /** Whether it ends the conversation as far as a person is concerned: the button for its last question says so. */
    boolean isFinal() default false;
}
