package org.carrack.runtime.shell.internal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.carrack.servercommands.ServerCommands;

/** The Gogo command {@code help}: of the server's commands as of Gogo's own. */
public final class Help {

    private final Shell shell;
    private final GogoCommands commands;

    Help(Shell shell, GogoCommands commands) {
        this.shell = shell;
        this.commands = commands;
    }

    /** Lists all commands. */
    public void help(CommandSession session) {
        Set<String> names = new TreeSet<>(commands.names().keySet());
        if (session.get(".commands") instanceof Set<?> others) {
            others.forEach(name -> names.add(String.valueOf(name)));
        }
        names.forEach(session.getConsole()::println);
    }

    /** Shows the usage of one. */
    public void help(CommandSession session, String name) {
        List<String> words = commands.names().get(name);
        if (words == null) {
            shell.help(session, name);
        } else {
            session.getConsole().println(ServerCommands.usage(words));
        }
    }
}
