package org.carrack.actor;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An actor as callers may know it.
 *
 * @param packageName the package it belongs to
 * @param name its name
 * @param description its Javadoc; empty where it has none
 * @param methods its methods, by name
 */
public record ActorInfo(String packageName, String name, String description, List<MethodInfo> methods) {

    /**
     * A method.
     *
     * @param name its name
     * @param description its Javadoc without the tags
     * @param parameters its parameters, but for those that are no arguments
     * @param result what it returns; of a {@code CompletionStage}, what that brings
     * @param resultDescription its {@code @return}
     * @param isSafe whether it only reads
     * @param roles the roles of which a caller needs one; none where the package's own flags decide alone
     */
    public record MethodInfo(
            String name,
            String description,
            List<ParameterInfo> parameters,
            Type result,
            String resultDescription,
            boolean isSafe,
            Set<String> roles) {}

    /**
     * A parameter.
     *
     * @param name its name
     * @param description its {@code @param}
     * @param type its type; of an {@code Optional}, what is in it
     * @param isRequired whether it must be given
     * @param isNullable whether it may be {@code null}
     * @param defaultJson what counts where it is not given, as JSON
     */
    public record ParameterInfo(
            String name,
            String description,
            Type type,
            boolean isRequired,
            boolean isNullable,
            Optional<String> defaultJson) {}
}
