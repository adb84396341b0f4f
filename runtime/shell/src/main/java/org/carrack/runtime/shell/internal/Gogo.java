package org.carrack.runtime.shell.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.threadio.ThreadIO;
import org.carrack.auth.Caller;
import org.jline.reader.LineReader;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs Gogo: one command, or a session at a terminal. The commands of Gogo's own shell are offered from here, since its
 * bundle, when started, takes the console and lets any session stop the JVM.
 */
@Component(service = Gogo.class)
public final class Gogo {

    private static final Logger LOG = LoggerFactory.getLogger(Gogo.class);

    /** The variable of a session that holds its caller. */
    private static final String CALLER = "carrack.caller";

    /** Where a name without a scope is looked for; the profile of sessions has the same. */
    private static final String SCOPES = "carrack:package:felix:gogo:*";

    private final BundleContext context;
    private final CommandProcessor processor;
    private final ThreadIO threads;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public Gogo(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference ThreadIO threads,
            @Reference GogoCommands commands) {
        this.context = context;
        this.processor = processor;
        this.threads = threads;
        offer("carrack", new Help(shell(), commands), "help");
        offer(
                "gogo",
                new Builtin(),
                "format",
                "getopt",
                "new",
                "set",
                "tac",
                "type",
                "jobs",
                "fg",
                "bg",
                "keymap",
                "setopt",
                "unsetopt",
                "complete",
                "history",
                "widget",
                "__files",
                "__directories",
                "__usage_completion");
        offer("gogo", new Procedural(), "each", "if", "not", "throw", "try", "until", "while", "break", "continue");
        offer(
                "gogo",
                new Posix(processor),
                "cat",
                "echo",
                "grep",
                "sort",
                "sleep",
                "cd",
                "pwd",
                "ls",
                "less",
                "watch",
                "head",
                "tail",
                "clear",
                "wc",
                "date");
        offer("gogo", shell(), "gosh", "sh", "source");
    }

    @Deactivate
    void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private void offer(String scope, Object commands, String... functions) {
        registrations.add(context.registerService(
                Object.class,
                commands,
                FrameworkUtil.asDictionary(
                        Map.of(CommandProcessor.COMMAND_SCOPE, scope, CommandProcessor.COMMAND_FUNCTION, functions))));
    }

    /** Looks for its profile beside its own class, so it must be a class of this bundle. */
    private static final class CarrackShell extends Shell {
        CarrackShell(Shell.Context context, CommandProcessor processor, ThreadIO threads) {
            super(context, processor, threads, "carrack_profile");
        }
    }

    private Shell shell() {
        return new CarrackShell(
                new Shell.Context() {
                    @Override
                    public String getProperty(String name) {
                        return context.getProperty(name);
                    }

                    @Override
                    public void exit() {
                        // The end of a session is not the end of the server.
                    }
                },
                processor,
                threads);
    }

    /**
     * Runs one line of Gogo.
     *
     * @param by the caller
     * @return the exit status
     */
    int run(String line, OutputStream out, OutputStream err, Caller by) {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        int[] status = {0};
        try (CommandSession session = processor.createSession(InputStream.nullInputStream(), printed, complaints)) {
            session.put("SCOPE", SCOPES);
            session.put(CALLER, by);
            session.put(CommandSession.OPTION_NO_GLOB, true);
            session.setJobListener((job, before, now) -> {
                if (now == Job.Status.Done && job.parent() == null && job.result() != null) {
                    status[0] = job.result().error();
                }
            });
            Object result = session.execute(line);
            if (result != null) {
                String text = session.format(result, Converter.INSPECT).toString();
                printed.print(text.endsWith("\n") ? text : text + "\n");
            }
            return status[0];
        } catch (Exception e) { // CommandSession.execute declares it
            LOG.debug("{} failed", line, e);
            complaints.println(CommandRunner.message(e));
            return 1;
        } finally {
            printed.flush();
            complaints.flush();
        }
    }

    /** The caller of the command that this thread runs; a person at the shell is the owner. */
    static Caller caller() {
        Job job = Job.Utils.current();
        return job != null && job.session().get(CALLER) instanceof Caller caller ? caller : Caller.OWNER;
    }

    /** Runs a session at a terminal until it ends. */
    void interact(RemoteTerminal terminal, Path history, java.util.function.Consumer<CommandSession> begun) {
        try (CommandSession session = processor.createSession(terminal.input(), terminal.output(), terminal.output())) {
            session.put(Shell.VAR_TERMINAL, terminal);
            session.put(LineReader.HISTORY_FILE, history);
            Shell shell = shell();
            Function bye = (s, arguments) -> {
                shell.stop();
                return null;
            };
            session.put("exit", bye);
            session.put("quit", bye);
            begun.accept(session);
            shell.gosh(session, new String[] {"--login", "--noshutdown", "--nohistory"});
        } catch (Exception e) { // Shell.gosh declares it
            LOG.debug("the shell session ended", e);
        }
    }
}
