package org.carrack.runtime.gedis.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.carrack.auth.AuditLog;
import org.carrack.manage.PackageManager;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.TrafficGates;
import org.carrack.spi.server.StartFailure;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the port for RESP, once the package manager has closed the gates of all packages that are to come. Beside the rest of
 * the start, since Netty takes its time the first time. Registers a {@link Condition} with the port when it is open, or by another that it is not to be.
 */
@Component(
        service = {},
        immediate = true)
public final class GedisServer {

    private static final Logger LOG = LoggerFactory.getLogger(GedisServer.class);

    /** How long a client may take for one command. */
    private static final long COMMAND_LIMIT_S = 60;

    private final BundleContext context;
    private final GedisContext gedis;
    private final ServerConfig config;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final CompletableFuture<Authenticator> accounts = new CompletableFuture<>();
    private final Thread opening;
    private @Nullable EventLoopGroup loops;
    private @Nullable ServiceRegistration<Condition> open;

    @Activate
    public GedisServer(
            BundleContext context,
            @Reference ActorDispatcher dispatcher,
            @Reference ActorCatalog catalog,
            @Reference ServerConfig config,
            @Reference PackageManager packages,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable TrafficGates gates,
            @Reference AuditLog audit) {
        this.context = context;
        this.config = config;
        gedis = new GedisContext(
                dispatcher,
                catalog,
                gates,
                accounts::join,
                audit,
                context.getBundle().getVersion().toString());
        opening = new Thread(this::open, "carrack-gedis-start");
        opening.setDaemon(true);
        opening.start();
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        accounts.cancel(false);
        opening.join();
        synchronized (this) {
            if (open != null) {
                open.unregister();
            }
            if (loops != null) {
                loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
            }
        }
    }

    /** Authenticates callers: until it is there the port is not opened, so that no caller is taken for anonymous. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setAuthenticator(Authenticator authenticator) {
        accounts.complete(authenticator);
    }

    void unsetAuthenticator(Authenticator authenticator) {
        // Accounts go as the server does.
    }

    private synchronized void open() {
        String bind = property("carrack.http.bind", "127.0.0.1");
        int port = Integer.parseInt(property("carrack.gedis.port", "8901"));
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("carrack-gedis", true), NioIoHandler.newFactory());
        loops = group;
        try {
            ServerBootstrap prepared = bootstrap(group);
            accounts.join();
            Channel server =
                    prepared.bind(new InetSocketAddress(bind, port)).sync().channel();
            int opened = ((InetSocketAddress) server.localAddress()).getPort();
            open = context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    FrameworkUtil.asDictionary(
                            Map.of(Condition.CONDITION_ID, "org.carrack.gedis.open", "carrack.gedis.port", opened)));
            var sweep = group.scheduleWithFixedDelay(this::closeStuck, 10, 10, TimeUnit.SECONDS);
            server.closeFuture().addListener(closed -> sweep.cancel(false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            LOG.debug("stopped before the accounts were there");
        } catch (Exception e) { // bind throws what it likes
            refused(bind, port, e);
        }
    }

    private void refused(String bind, int port, Exception e) {
        String problem =
                "Port %d on %s cannot be opened for gedis (%s); stop what uses it or choose another with --gedis-port"
                        .formatted(port, bind, e.getMessage());
        if (Boolean.parseBoolean(property("carrack.gedis.optional", "false"))) {
            LOG.warn(problem);
            open = context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, "org.carrack.gedis.closed")));
        } else {
            LOG.error(problem);
            StartFailure.tell(context, problem);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // who was refused need not hear why
    private ServerBootstrap bootstrap(EventLoopGroup group) {
        int frameLimit = config.view(GedisConfig.class).frameLimitBytes();
        long mostConnections = config.view(GedisConfig.class).connections();
        Commands commands = new Commands(frameLimit);
        CallParser calls = new CallParser(gedis);
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (connections.size() >= mostConnections) {
                            channel.writeAndFlush(channel.alloc()
                                            .buffer()
                                            .writeBytes("-ERR max number of clients reached\r\n"
                                                    .getBytes(StandardCharsets.US_ASCII)))
                                    .addListener(done -> channel.close());
                            return;
                        }
                        Connection connection =
                                new Connection(gedis, calls, commands, ids.incrementAndGet(), connections::remove);
                        connections.add(connection);
                        channel.pipeline().addLast(connection);
                    }
                });
    }

    /** Ends connections whose client began a command and does not go on. */
    private void closeStuck() {
        long since = System.nanoTime() - TimeUnit.SECONDS.toNanos(COMMAND_LIMIT_S);
        connections.stream().filter(c -> c.isStuckSince(since)).forEach(Connection::close);
    }

    private String property(String key, String otherwise) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
