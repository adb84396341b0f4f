package org.carrack.servercommands;

import org.carrack.spi.json.JsonValues;

/**
 * What a command answers.
 *
 * @param text what is printed, without a line break at its end
 * @param isGood whether its exit status is 0; it is 1 otherwise
 */
public record CommandResult(String text, boolean isGood) {

    static CommandResult of(String text) {
        return new CommandResult(text, true);
    }

    /** A sentence for people; for programs the same in {@code message}. */
    static CommandResult message(CommandContext context, String sentence) {
        return of(context.isJson() ? JsonValues.write(JsonValues.object("message", sentence)) : sentence);
    }

    /** JSON where it was asked for, else a text. */
    static CommandResult of(CommandContext context, Object json, String text) {
        return new CommandResult(context.isJson() ? JsonValues.write(json) : text, true);
    }
}
