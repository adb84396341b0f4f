package org.carrack.actor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Promises that an {@link ActorMethod}, or every one of an {@link Actor}, returns at once: it waits for no lock, file,
 * database or network, and computes for microseconds. After it has been fast several times, it may run on the thread that read the request, which saves
 * two changes of threads. One that breaks the promise is given worker threads after all, with a warning.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface NonBlocking {}
