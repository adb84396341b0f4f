package org.carrack.servercommands;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
public final class CommonOptions {

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print JSON")
    private boolean isJson;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help")
    boolean isHelpAsked;

    public boolean isJson() {
        return isJson;
    }
}
