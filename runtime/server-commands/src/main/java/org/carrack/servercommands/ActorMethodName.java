package org.carrack.servercommands;

import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** Which method of an actor is meant: {@code [THREEBOT.]PACKAGE.ACTOR.METHOD}. */
record ActorMethodName(Optional<String> threebot, String packageName, String actor, String method) {

    /** @throws TypeConversionException if the text has another form */
    static ActorMethodName parse(String text) {
        String[] parts = text.split("\\.", -1);
        int first = parts.length - 3;
        if (!text.matches("[^.]+\\.[^.]+\\.[^.]+(\\.[^.]+)?")) {
            throw new TypeConversionException("\"%s\" is no method: give it as PACKAGE.ACTOR.METHOD".formatted(text));
        }
        return new ActorMethodName(
                first == 0 ? Optional.empty() : Optional.of(parts[0]),
                parts[first],
                parts[first + 1],
                parts[first + 2]);
    }

    @Override
    public String toString() {
        return threebot.map(name -> name + ".").orElse("") + String.join(".", packageName, actor, method);
    }
}
