package org.carrack.servercommands;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * All commands of the server: parses one with its arguments and runs it. Stateless; the objects of commands are made for each
 * run.
 */
public final class ServerCommands {

    /** A class of commands: one command, or a group whose methods are commands, by its first word. */
    private record Commands(String name, Class<?> type, Function<CommandContext, Object> create) {

        /** Of a group, the names of its commands. Without picocli's own model, which is made when a command is run. */
        List<String> methods() {
            List<String> names = new ArrayList<>();
            for (Method method : type.getDeclaredMethods()) {
                Command command = method.getAnnotation(Command.class);
                if (command != null) {
                    // As picocli has it: a command without a name is called as its method.
                    names.add(command.name().equals("<main class>") ? method.getName() : command.name());
                }
            }
            return names;
        }
    }

    private static final List<Commands> COMMANDS = List.of(
            new Commands("actors", ActorsCommand.class, ActorsCommand::new),
            new Commands("call", CallCommand.class, CallCommand::new),
            new Commands("command", CommandCommands.class, CommandCommands::new),
            new Commands("conversation", ConversationCommands.class, ConversationCommands::new),
            new Commands("nginx", NginxCommand.class, NginxCommand::new),
            new Commands("settings", SettingsCommand.class, SettingsCommand::new),
            new Commands("audit", AuditCommand.class, AuditCommand::new),
            new Commands("package", PackageCommands.class, PackageCommands::new),
            new Commands("service", ServiceCommands.class, ServiceCommands::new),
            new Commands("plugin", PluginCommands.class, PluginCommands::new),
            new Commands("user", UserCommands.class, UserCommands::new),
            new Commands("data", DataCommands.class, DataCommands::new),
            new Commands("config", ConfigCommands.class, ConfigCommands::new));

    private ServerCommands() {}

    /** The first words of the commands. */
    public static Set<String> firstWords() {
        return COMMANDS.stream().map(Commands::name).collect(Collectors.toSet());
    }

    /**
     * Adds commands to a program's own.
     *
     * @param firstWords the first words of the commands to add: each is a model that takes a while to be made
     */
    public static void addTo(CommandLine program, CommandContext context, Set<String> firstWords) {
        for (Commands commands : COMMANDS) {
            if (firstWords.contains(commands.name())) {
                program.addSubcommand(commands.name(), commands.create().apply(context));
            }
        }
        // Arguments are taken as they are: an @ in front of one names no file.
        program.setExpandAtFiles(false);
        Path directory = context.directory();
        program.registerConverter(PackageLocation.class, typed -> PackageLocation.parse(typed, directory));
        program.registerConverter(Path.class, typed -> directory.resolve(typed).normalize());
        program.registerConverter(ActorMethodName.class, ActorMethodName::parse);
    }

    private static CommandLine commandLine(CommandContext context, Set<String> firstWords) {
        CommandSpec root = CommandSpec.create().name("carrack");
        root.addMixin("output", CommandSpec.forAnnotatedObject(context.output()));
        CommandLine line = new CommandLine(root);
        addTo(line, context, firstWords);
        return line;
    }

    /**
     * Runs a command.
     *
     * @param arguments the words of the command, then its arguments: {@code package}, {@code add}, {@code shop.jar}
     * @throws UsageException if there is no such command, or it does not take these arguments
     * @throws Exception what the command throws; its message is for who typed it
     */
    public static CommandResult run(List<String> arguments, CommandContext context) throws Exception {
        // The model of one command is enough, unless it is none: then the message names those there are.
        Set<String> known = firstWords();
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        CommandLine line = commandLine(context, known.contains(first) ? Set.of(first) : known);
        ParseResult last;
        try {
            last = last(line.parseArgs(arguments.toArray(new String[0])));
            if (!last.isUsageHelpRequested()) {
                requireCommand(last);
            }
        } catch (CommandLine.ParameterException e) {
            throw new UsageException(message(e), e);
        }
        if (last.isUsageHelpRequested()) {
            return CommandResult.of(usage(last.commandSpec()));
        }
        try {
            CommandLine command = last.commandSpec().commandLine();
            new CommandLine.RunLast().execute(line.getParseResult());
            return command.getExecutionResult();
        } catch (CommandLine.ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /**
     * What the last word of a line that is being typed could be, in full, in the order of their letters.
     *
     * @param words those before it, and what is typed of it; empty if nothing is
     */
    public static List<String> complete(List<String> words, CommandContext context) {
        int last = words.size() - 1;
        if (last < 0) {
            return List.of();
        }
        String typed = words.get(last);
        Set<String> known = firstWords();
        if (last == 0) {
            return known.stream()
                    .filter(word -> word.startsWith(typed))
                    .sorted()
                    .toList();
        }
        if (!known.contains(words.get(0))) {
            return List.of();
        }
        CommandSpec commands = commandLine(context, Set.of(words.get(0))).getCommandSpec();
        List<CharSequence> rest = new ArrayList<>();
        AutoComplete.complete(commands, words.toArray(new String[0]), last, typed.length(), 0, rest);
        return rest.stream().map(end -> typed + end).distinct().sorted().toList();
    }

    /** What is wrong with a line. The name of a method needs no word before it that says which argument it is. */
    public static String message(CommandLine.ParameterException e) {
        String message = String.valueOf(e.getMessage());
        return e.getArgSpec() != null && e.getArgSpec().type() == ActorMethodName.class
                ? message.substring(message.indexOf(": ") + 2)
                : message;
    }

    /** The innermost subcommand of a parsed line. */
    public static ParseResult last(ParseResult parsed) {
        return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
    }

    /**
     * Refuses a group without a command of it.
     *
     * @throws CommandLine.ParameterException which names the commands
     */
    public static void requireCommand(ParseResult last) {
        CommandSpec spec = last.commandSpec();
        if (!spec.subcommands().isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "%s needs one of: %s"
                            .formatted(
                                    spec.name(),
                                    String.join(", ", spec.subcommands().keySet())));
        }
    }

    private static String usage(CommandSpec command) {
        StringWriter text = new StringWriter();
        command.commandLine().usage(new PrintWriter(text));
        return text.toString().stripTrailing();
    }

    /**
     * The words of every command by the name it has in Gogo: {@code package:add}, and {@code carrack:audit} for what has no
     * group.
     */
    public static Map<String, List<String>> gogoNames() {
        Map<String, List<String>> names = new TreeMap<>();
        for (Commands commands : COMMANDS) {
            String word = commands.name();
            List<String> methods = commands.methods();
            methods.forEach(name -> names.put(word + ":" + name, List.of(word, name)));
            if (methods.isEmpty()) {
                names.put("carrack:" + word, List.of(word));
            }
        }
        return names;
    }

    /** Whether words are those of a command. */
    public static boolean isCommand(List<String> words) {
        return COMMANDS.stream()
                .filter(commands -> words.get(0).equals(commands.name()))
                .anyMatch(commands -> {
                    List<String> methods = commands.methods();
                    return words.size() == (methods.isEmpty() ? 1 : 2)
                            && (methods.isEmpty() || methods.contains(words.get(1)));
                });
    }

    /** The usage of a command as text. */
    public static String usage(List<String> words) {
        CommandSpec command = commandLine(CommandContext.forDescription(), Set.of(words.get(0)))
                .getCommandSpec();
        for (String word : words) {
            command = Objects.requireNonNull(command.subcommands().get(word), word)
                    .getCommandSpec();
        }
        return usage(command);
    }
}
