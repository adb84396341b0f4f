package org.carrack.spi.actor;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The description of an actor for its callers.
 *
 * @param packageName the package it belongs to
 * @param name its name
 * @param description its Javadoc; empty if it has none
 * @param methods its methods, by name
 */
public record ActorInfo(String packageName, String name, String description, List<MethodInfo> methods) {

    /**
     * A method.
     *
     * @param name its name
     * @param description its Javadoc without the tags
     * @param parameters its parameters, but for those that are no arguments
     * @param result what it returns; of a {@code CompletionStage}, its result
     * @param resultDescription its {@code @return}
     * @param isSafe whether it only reads
     * @param roles the roles of which a caller needs one; none if the package's own flags decide alone
     * @param command the name of the command that it is, too
     * @param isTool whether it is marked as a tool of agents
     */
    public record MethodInfo(
            String name,
            String description,
            List<ParameterInfo> parameters,
            Type result,
            String resultDescription,
            boolean isSafe,
            Set<String> roles,
            Optional<String> command,
            boolean isTool) {}

    /**
     * A parameter.
     *
     * @param name its name
     * @param description its {@code @param}
     * @param type its type; of an {@code Optional}, its content
     * @param isRequired whether it must be given
     * @param isNullable whether it may be {@code null}
     * @param defaultJson what counts if it is not given, as JSON
     */
    public record ParameterInfo(
            String name,
            String description,
            Type type,
            boolean isRequired,
            boolean isNullable,
            Optional<String> defaultJson) {}
}
