package org.carrack.runtime.conversation.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.conversation.internal.match.Interpreter.Fit;
import org.carrack.runtime.conversation.internal.match.Interpreter.Limits;
import org.carrack.runtime.conversation.internal.pack.FixtureFile.Fixture;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;

/** Whether the sentences that a package brings as examples lead where they must. Pure. */
public final class Fixtures {

    private Fixtures() {}

    /** What is not as it must be, each in one sentence with its place. */
    public static List<String> check(
            String packageName, List<Fixture> fixtures, Interpreter interpreter, Limits limits) {
        List<String> problems = new ArrayList<>();
        for (Fixture fixture : fixtures) {
            Optional<Fit> best = interpreter
                    .interpret(fixture.sentence(), limits, name -> true)
                    .best();
            boolean isOwn = best.isPresent()
                    && best.get().scored().candidate().packageName().equals(packageName);
            String function = isOwn ? best.get().scored().candidate().trigger().function() : "";
            if (!function.equals(fixture.module())) {
                problems.add("%s: '%s' is for %s, and must be for %s"
                        .formatted(
                                fixture.place(),
                                fixture.sentence(),
                                best.map(fit -> fit.scored().candidate().name()).orElse("none"),
                                fixture.module().isEmpty() ? "none of this package" : fixture.module()));
            } else {
                best.ifPresent(fit -> checkEntries(fixture, fit.entries(), problems));
            }
        }
        return problems;
    }

    private static void checkEntries(Fixture fixture, Map<String, Found> entries, List<String> problems) {
        fixture.entries().forEach((name, wanted) -> {
            String found = entries.getOrDefault(name, Found.NOTHING).value().strip();
            if (!found.equalsIgnoreCase(wanted.strip())) {
                problems.add("%s: in '%s' the entry %s is '%s', and must be '%s'"
                        .formatted(fixture.place(), fixture.sentence(), name, found, wanted));
            }
        });
    }
}
