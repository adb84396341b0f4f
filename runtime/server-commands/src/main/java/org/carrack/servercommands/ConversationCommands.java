package org.carrack.servercommands;

import java.util.List;
import java.util.Locale;
import org.carrack.spi.manage.ConversationInspector;
import org.carrack.spi.manage.ConversationInspector.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conversation …}. */
@Command(
        name = "conversation",
        description = "Says why a sentence is answered as it is.",
        footer = {
            "",
            "Examples:",
            "  carrack conversation explain \"send hello to bob\"",
            "  carrack conversation problems"
        })
final class ConversationCommands {

    private final CommandContext context;

    ConversationCommands(CommandContext context) {
        this.context = context;
    }

    private ConversationInspector inspector() {
        return context.service(ConversationInspector.class);
    }

    @Command(
            description = "Shows which modules a sentence could be for, how well each fits and why; nothing is called.")
    CommandResult explain(
            @Parameters(paramLabel = "SENTENCE", description = "what is said") String sentence,
            @Option(
                            names = "--locale",
                            paramLabel = "LOCALE",
                            defaultValue = "en",
                            description = "its language; en where nothing is said")
                    String locale) {
        Explanation explanation = inspector().explain(sentence, locale, context.caller());
        String table = Table.of(
                List.of("MODULE", "SCORE", "WHY", "TEXT", "ENTRIES"),
                explanation.candidates().stream()
                        .map(one -> List.of(
                                one.name(),
                                String.format(Locale.ROOT, "%.3f", one.score()),
                                one.reason(),
                                one.text().strip(),
                                String.valueOf(one.entries())))
                        .toList());
        return CommandResult.of(
                context,
                explanation.values(),
                "%s (%s; a module must fit with %.2f, and better than others by %.2f)%n%s"
                        .formatted(
                                explanation.outcome(),
                                explanation.locale(),
                                explanation.threshold(),
                                explanation.margin(),
                                explanation.candidates().isEmpty() ? "no module has anything of it" : table));
    }

    @Command(
            description = "Lists what is wrong with triggers and responses, and patterns that lead to several modules.")
    CommandResult problems() {
        List<String> all = inspector().problems();
        return CommandResult.of(
                context, all, all.isEmpty() ? "nothing is wrong" : String.join("\n", all), all.isEmpty());
    }
}
