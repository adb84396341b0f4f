package org.carrack.runtime.shell.internal;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.carrack.auth.Caller;
import org.carrack.servercommands.CommandProtocol;
import org.carrack.servercommands.UsageException;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint of the command line: a socket on the loopback address, for those who can
 * show the token in the server's home. A thread for each connection.
 */
@Component(
        service = {},
        immediate = true)
public final class ShellServer {

    private static final Logger LOG = LoggerFactory.getLogger(ShellServer.class);

    private static final int HANDSHAKE_MS = 10_000;

    private final BundleContext context;
    private final @Nullable LazyModules modules;
    private final CommandRunner commands;
    private final byte[] token;
    private final Path history;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ServiceRegistration<Condition> open;

    @Activate
    public ShellServer(
            BundleContext context,
            @Reference CommandRunner commands,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules)
            throws IOException {
        this.context = context;
        this.modules = modules;
        this.commands = commands;
        String secret = context.getProperty("carrack.owner.token");
        token = secret == null ? new byte[0] : secret.getBytes(StandardCharsets.UTF_8);
        String home = context.getProperty("carrack.home");
        history = Path.of(home == null ? "." : home, "data", "shell-history");
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread("carrack-shell", this::accept);
        open = context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(
                        Condition.CONDITION_ID,
                        "org.carrack.shell.open",
                        "carrack.shell.port",
                        String.valueOf(server.getLocalPort()))));
    }

    @Deactivate
    void deactivate() throws IOException {
        open.unregister();
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                thread("carrack-shell-session", () -> serve(connection));
            } catch (IOException e) {
                LOG.debug("no more connections are accepted", e);
            } catch (RuntimeException | Error e) { // for want of memory or threads; the next may have them
                LOG.error("a connection of the shell was lost", e);
            }
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(HANDSHAKE_MS);
            connection.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(connection.getInputStream());
            CommandProtocol frames = new CommandProtocol(new BufferedOutputStream(connection.getOutputStream()));
            boolean isOwner = token.length > 0
                    && MessageDigest.isEqual(token, in.readUTF().getBytes(StandardCharsets.UTF_8));
            if (!isOwner) {
                LOG.warn("somebody without the owner's token was turned away from the shell");
                return;
            }
            String mode = in.readUTF();
            List<String> arguments = CommandProtocol.readArguments(in);
            connection.setSoTimeout(0);
            switch (mode) {
                case CommandProtocol.COMMAND ->
                    frames.exit(commands.run(
                            arguments,
                            frames.stream(CommandProtocol.OUT),
                            frames.stream(CommandProtocol.ERR),
                            Caller.OWNER));
                case CommandProtocol.TYPED -> frames.exit(typed(arguments, frames));
                case CommandProtocol.GOGO ->
                    frames.exit(withGogo(
                            frames,
                            gogo -> gogo.run(
                                    String.join(" ", arguments),
                                    frames.stream(CommandProtocol.OUT),
                                    frames.stream(CommandProtocol.ERR),
                                    Caller.OWNER)));
                default -> frames.exit(withGogo(frames, gogo -> interact(gogo, in, frames, arguments)));
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.debug("a shell connection ended", e);
        } finally {
            connections.remove(connection);
        }
    }

    private int typed(List<String> arguments, CommandProtocol frames) {
        try {
            return commands.run(
                    arguments.subList(1, arguments.size()),
                    frames.stream(CommandProtocol.OUT),
                    frames.stream(CommandProtocol.ERR),
                    Caller.OWNER,
                    Path.of(arguments.get(0)));
        } catch (UsageException e) {
            // What is wrong the client says itself, with what would be right.
            return CommandProtocol.USAGE;
        }
    }

    private interface GogoWork {
        /** {@return the exit status} */
        int with(Gogo gogo) throws IOException;
    }

    /** Gogo is started for the first who uses it. Without it the client is told why, since nothing else tells it. */
    private int withGogo(CommandProtocol frames, GogoWork work) throws IOException {
        try (ServiceLookup services = new ServiceLookup(context)) {
            Gogo gogo;
            try {
                if (modules != null) {
                    modules.require(LazyModules.Trigger.SERVICE, CommandProcessor.class.getName());
                }
                gogo = services.get(Gogo.class);
            } catch (IllegalStateException | LinkageError e) {
                LOG.error("the shell could not be opened", e);
                frames.stream(CommandProtocol.ERR)
                        .write("%s\n".formatted(e.getMessage()).getBytes(StandardCharsets.UTF_8));
                return 1;
            }
            return work.with(gogo);
        }
    }

    /** @param arguments the terminal's type, columns and rows */
    private int interact(Gogo gogo, DataInputStream in, CommandProtocol frames, List<String> arguments)
            throws IOException {
        try (RemoteTerminal terminal = new RemoteTerminal(
                arguments.get(0),
                new BufferedOutputStream(frames.stream(CommandProtocol.OUT)),
                number(arguments.get(1), 80),
                number(arguments.get(2), 24))) {
            gogo.interact(
                    terminal, history, session -> thread("carrack-shell-keys", () -> read(in, terminal, session)));
        }
        return 0;
    }

    private static void read(DataInputStream in, RemoteTerminal terminal, CommandSession session) {
        try {
            while (true) {
                int kind = in.readUnsignedByte();
                byte[] bytes = CommandProtocol.bytes(in);
                if (kind == CommandProtocol.KEYS) {
                    terminal.keys(bytes);
                } else if (kind == CommandProtocol.SIZE) {
                    String[] size = new String(bytes, StandardCharsets.UTF_8).split(" ", 2);
                    terminal.resize(number(size[0], 80), number(size[size.length - 1], 24));
                }
            }
        } catch (EOFException e) {
            LOG.debug("a shell client hung up");
        } catch (IOException e) {
            LOG.debug("a shell connection broke", e);
        }
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
        }
        terminal.hangUp();
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : Math.max(1, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
