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
        return of(context, JsonValues.object("message", sentence), sentence);
    }

    /** JSON where it was asked for, else a text. */
    static CommandResult of(CommandContext context, Object json, String text) {
        return of(context, json, text, true);
    }

    /** The same for a check, whose exit status says whether all is well. */
    static CommandResult of(CommandContext context, Object json, String text, boolean isGood) {
        return new CommandResult(context.isJson() ? JsonValues.write(json) : text, isGood);
    }
}
