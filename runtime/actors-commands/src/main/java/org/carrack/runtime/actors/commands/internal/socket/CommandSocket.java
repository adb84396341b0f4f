package org.carrack.runtime.actors.commands.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.xml.stream.XMLStreamException;
import org.carrack.actor.ActorException;
import org.carrack.auth.Account;
import org.carrack.auth.Accounts;
import org.carrack.auth.Caller;
import org.carrack.runtime.actors.commands.internal.socket.Frames.FrameException;
import org.carrack.runtime.actors.commands.internal.socket.Messages.Request;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.CommandCatalog;
import org.carrack.spi.auth.Authentication;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.Certificates;
import org.carrack.spi.server.LazyModules;
import org.carrack.spi.server.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of Ockle's SocketListener: one request in each connection, a frame both ways. Each connection has a thread of its own, so that a
 * command that takes long delays nobody else.
 */
@Component(service = CommandSocket.class, immediate = true)
public final class CommandSocket {

    private static final Logger LOG = LoggerFactory.getLogger(CommandSocket.class);

    private static final int BACKLOG = 100;

    /** No command takes longer: its own limit is shorter. */
    private static final long COMMAND_LIMIT_S = 3_600;

    private final BundleContext context;
    private final CommandCatalog commands;
    private final Authenticator authenticator;
    private final Accounts accounts;
    private final CommandSocketConfig config;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final @Nullable LazyModules modules;
    private final @Nullable ServerSocket server;
    private final boolean isLocal;

    @Activate
    public CommandSocket(
            BundleContext context,
            @Reference CommandCatalog commands,
            @Reference Authenticator authenticator,
            @Reference Accounts accounts,
            @Reference ServerConfig serverConfig,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.context = context;
        this.commands = commands;
        this.authenticator = authenticator;
        this.accounts = accounts;
        this.modules = modules;
        config = serverConfig.view(CommandSocketConfig.class);
        boolean isAtLoopback = false;
        ServerSocket opened = null;
        if (config.enabled()) {
            try {
                InetAddress address = InetAddress.getByName(config.bind());
                isAtLoopback = address.isLoopbackAddress();
                opened = isAtLoopback
                        ? new ServerSocket()
                        : tls().getServerSocketFactory().createServerSocket();
                opened.setReuseAddress(true);
                opened.bind(new InetSocketAddress(address, config.port()), BACKLOG);
                LOG.info(
                        "commands can be called at {}:{}, in Ockle's framed XML{}",
                        config.bind(),
                        opened.getLocalPort(),
                        isAtLoopback ? "" : " over TLS");
            } catch (IOException | GeneralSecurityException | IllegalStateException e) {
                LOG.error(
                        "the command socket is not opened at {}:{}: {}; [command_socket] in etc/carrack.toml says where",
                        config.bind(),
                        config.port(),
                        e.getMessage());
                close(opened);
                opened = null;
            }
        }
        isLocal = isAtLoopback;
        server = opened;
        if (opened != null) {
            ServerSocket listening = opened;
            Thread listener = new Thread(() -> listen(listening), "carrack-command-socket");
            listener.setDaemon(true);
            listener.start();
        }
    }

    private SSLContext tls() throws IOException, GeneralSecurityException {
        LazyModules lazy = modules;
        if (lazy != null) {
            lazy.require(LazyModules.Trigger.SERVICE, Certificates.class.getName());
        }
        ServiceReference<Certificates> reference = context.getServiceReference(Certificates.class);
        Certificates certificates = reference == null ? null : context.getService(reference);
        if (certificates == null) {
            throw new IOException("there are no certificates, and at this address it speaks TLS alone");
        }
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(new KeyManager[] {certificates.keyManager()}, null, null);
        return tls;
    }

    private static void close(@Nullable ServerSocket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("a socket could not be closed", e);
            }
        }
    }

    @Deactivate
    void deactivate() {
        close(server);
        open.forEach(CommandSocket::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed", e);
        }
    }

    private void listen(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (open.size() >= config.maxConnections()) {
                    LOG.warn(
                            "a client at {} is refused: there are {} connections to the command socket already",
                            client.getInetAddress(),
                            open.size());
                    close(client);
                    continue;
                }
                open.add(client);
                VirtualThreads.unstarted("carrack-command", () -> serve(client)).start();
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    LOG.warn("a client could not be accepted at the command socket: {}", e.getMessage());
                }
            } catch (RuntimeException | Error e) { // this thread must not end
                LOG.error("a client could not be served at the command socket", e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new DeadlineStream(client, TimeUnit.SECONDS.toNanos(config.timeoutS()));
            String reply;
            try {
                reply = answer(Frames.read(in, config.messageLimitKb() * 1_024), client);
            } catch (FrameException e) {
                reply = Messages.error(e.getMessage());
            }
            client.getOutputStream().write(Frames.of(reply));
            client.getOutputStream().flush();
            finish(client);
        } catch (EOFException | SocketTimeoutException e) {
            LOG.debug("a client of the command socket sent no whole request: {}", e.getMessage());
        } catch (IOException e) {
            LOG.debug("the connection of a client of the command socket broke", e);
        } catch (RuntimeException | Error e) { // of one request
            LOG.error("a request at the command socket failed", e);
        } finally {
            open.remove(client);
        }
    }

    /** What a client has sent beyond its request is read for a moment: closing on it would take the reply away from it. */
    private static void finish(Socket client) throws IOException {
        client.shutdownOutput();
        client.setSoTimeout(1_000);
        InputStream in = client.getInputStream();
        byte[] rest = new byte[8_192];
        for (int i = 0; i < 2_048 && in.read(rest) >= 0; i++) {
            // It is not looked at.
        }
    }

    private String answer(byte[] message, Socket client) {
        Request request;
        try {
            Optional<Request> read = Messages.read(message);
            if (read.isEmpty()) {
                return Messages.unknownCommand();
            }
            request = read.get();
        } catch (XMLStreamException e) {
            return Messages.error(Messages.reason(e));
        }
        Optional<Caller> caller = caller(request);
        if (caller.isEmpty()) {
            return Messages.error(
                    request.token().isPresent()
                            ? "the token is not valid"
                            : "a request at this address needs a token: <MessageAttr Command=\"%s\" Token=\"carrack_…\">"
                                    .formatted(request.command()));
        }
        Map<String, List<String>> arguments = request.data().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> List.of(one.getValue())));
        try {
            byte[] result = commands.call(
                            request.command(),
                            new ActorArguments.Texts(arguments),
                            caller.get().at(client.getInetAddress().getHostAddress()))
                    .toCompletableFuture()
                    .get(COMMAND_LIMIT_S, TimeUnit.SECONDS);
            return Messages.reply(request.command(), new String(result, StandardCharsets.UTF_8));
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause();
            boolean isUnknown = cause instanceof ActorException refusal
                    && refusal.kind() == ActorException.Kind.NOT_FOUND
                    && String.valueOf(refusal.getMessage()).startsWith("there is no command ");
            return isUnknown
                    ? Messages.unknownCommand()
                    : Messages.error(
                            cause instanceof ActorException refusal
                                    ? String.valueOf(refusal.getMessage())
                                    : "the server failed; its log says why");
        } catch (TimeoutException e) {
            return Messages.error("the command did not end in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Messages.error("the server stops");
        }
    }

    /** Who makes a request; nothing if nobody may without a token that is valid. */
    private Optional<Caller> caller(Request request) {
        if (request.token().isPresent()) {
            return authenticator.token(request.token().get()).flatMap(Authentication::caller);
        }
        if (!isLocal) {
            return Optional.empty();
        }
        String account = config.account();
        if (account.isEmpty()) {
            return Optional.of(Caller.ANONYMOUS);
        }
        Optional<Account> found = accounts.find(account);
        if (found.isEmpty()) {
            LOG.warn(
                    "[command_socket] account: there is no account {}; requests without a token are nobody's", account);
        }
        return Optional.of(
                found.map(one -> new Caller(one.name(), one.allRoles())).orElse(Caller.ANONYMOUS));
    }
}
