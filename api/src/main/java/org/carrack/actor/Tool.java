package org.carrack.actor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an {@link ActorMethod}, or on an {@link Actor} for all its methods: it is a tool of AI agents, too, where the server's owner has
 * switched that on ({@code [mcp]} in {@code etc/carrack.toml}). The description and the schema that an agent sees are those of the method.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Tool {}
