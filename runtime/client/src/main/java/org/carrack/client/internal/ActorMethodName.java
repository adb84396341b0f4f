package org.carrack.client.internal;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an actor is: {@code [threebot.]package.actor}.
 *
 * @param segments two or three names
 */
public record ActorMethodName(List<String> segments) {

    private static final String NAME = "[A-Za-z0-9_-]+";
    private static final Pattern FORM = Pattern.compile("(?:(%1$s)\\.)?(%1$s)\\.(%1$s)".formatted(NAME));
    private static final Pattern METHOD = Pattern.compile(NAME);

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static ActorMethodName parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "cannot call actor '%s': give it as [threebot.]package.actor".formatted(text));
        }
        return new ActorMethodName(List.of(text.split("\\.")));
    }

    /** The address of a method as it is over gedis. */
    String gedis(String method) {
        return this + "." + checked(method);
    }

    /** The address of a method as it is over HTTP, below the server's. */
    String path(String method) {
        int last = segments.size() - 1;
        return "%s/actors/%s/%s"
                .formatted(String.join("/", segments.subList(0, last)), segments.get(last), checked(method));
    }

    private String checked(String method) {
        if (!METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException("actor %s can have no method '%s'".formatted(this, method));
        }
        return method;
    }

    @Override
    public String toString() {
        return String.join(".", segments);
    }
}
