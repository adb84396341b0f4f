package org.carrack.runtime.chatflows.internal.service;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.carrack.auth.Account;
import org.carrack.auth.Accounts;
import org.carrack.auth.Caller;
import org.carrack.chat.UserInfo;
import org.carrack.failure.RequestException.Kind;
import org.carrack.runtime.chatflows.internal.engine.Host;
import org.carrack.runtime.chatflows.internal.engine.Person;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Conversations;
import org.carrack.runtime.chatflows.internal.session.Flow;
import org.carrack.runtime.chatflows.internal.session.FlowTable;
import org.carrack.runtime.chatflows.internal.session.Limits;
import org.carrack.runtime.chatflows.internal.session.UploadFolder;
import org.carrack.runtime.chatflows.internal.store.ConversationTable;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.manage.PackageStorage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversations of this server. Their table is opened for the first who needs one: that packages have chatflows costs nothing. For any
 * thread.
 */
@Component(service = {ChatService.class, PackageStorage.class})
public final class ChatService implements PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);

    private static final long CHECK_EVERY_S = 1;
    private static final long SWEEP_EVERY_S = 600;

    private final DataSource database;
    private final Accounts accounts;
    private final ChatflowsConfig config;
    private final Path folder;
    private final FlowTable flows = new FlowTable();
    private @Nullable Opened opened;

    private record Opened(Conversations conversations, FlowThreads threads, ScheduledExecutorService timer) {}

    @Activate
    public ChatService(
            BundleContext context,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference Accounts accounts,
            @Reference ServerConfig config) {
        this.database = database;
        this.accounts = accounts;
        this.config = config.view(ChatflowsConfig.class);
        folder = Path.of(context.getProperty("carrack.home"), "data", "chats");
    }

    @Deactivate
    synchronized void deactivate() {
        Opened now = opened;
        if (now != null) {
            opened = null;
            now.timer().shutdown();
            now.conversations().stop();
            now.threads().stop();
        }
    }

    /** The chatflows of live packages. */
    public FlowTable flows() {
        return flows;
    }

    /**
     * A chatflow of a live package.
     *
     * @throws ChatException if there is none
     */
    public Flow flow(String packageName, String chat) throws ChatException {
        return flows.find(packageName, chat)
                .orElseThrow(() -> new ChatException(
                        Kind.NOT_FOUND, "there is no chat %s in package %s".formatted(chat, packageName)));
    }

    /** A chatflow is gone. */
    void remove(Flow flow) {
        flows.remove(flow);
        Opened now;
        synchronized (this) {
            now = opened;
        }
        if (now != null) {
            now.conversations().remove(flow);
        }
    }

    /**
     * The conversations.
     *
     * @throws ChatException if their table cannot be opened now; it is tried again the next time
     */
    public synchronized Conversations conversations() throws ChatException {
        Opened now = opened;
        if (now == null) {
            try {
                now = open();
            } catch (SQLException | IOException e) {
                LOG.error("conversations cannot be opened", e);
                throw new ChatException(
                        Kind.FAILED, "the server cannot read or store conversations now; try again later", e);
            }
            opened = now;
        }
        return now.conversations();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // they run until the timer is stopped
    private Opened open() throws SQLException, IOException {
        FlowThreads threads = new FlowThreads();
        Conversations conversations = new Conversations(
                new ConversationTable(database, folder.resolve("key")),
                new UploadFolder(folder.resolve("uploads")),
                limits(),
                new Host(
                        threads.executor(),
                        InstantSource.system(),
                        threads::patience,
                        () -> Duration.ofSeconds(config.stepLimitS())),
                flows,
                this::accountCreated);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "carrack-chats");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(
                () -> attempt(conversations::check), CHECK_EVERY_S, CHECK_EVERY_S, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> attempt(conversations::sweep), CHECK_EVERY_S, SWEEP_EVERY_S, TimeUnit.SECONDS);
        return new Opened(conversations, threads, timer);
    }

    /** What throws is not run again by the timer. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("conversations could not be looked after", e);
        }
    }

    private Limits limits() {
        return new Limits() {
            @Override
            public int ofAccount() {
                return config.perAccount();
            }

            @Override
            public int inAll() {
                return config.inAll();
            }

            @Override
            public long ofUploads() {
                return (long) config.uploadsMb() << 20;
            }

            @Override
            public Duration kept() {
                return Duration.ofDays(config.keptDays());
            }
        };
    }

    private long accountCreated(String account) {
        return accounts.find(account)
                .map(found -> found.created().toEpochMilli())
                .orElse(0L);
    }

    /** Who a caller is for a flow. */
    public Person person(Caller caller) {
        Optional<Account> account = caller.isAnonymous() ? Optional.empty() : accounts.find(caller.name());
        return new Person(
                caller, new UserInfo(caller.name(), account.map(Account::email).orElse("")));
    }

    @Override
    public void purge(String packageName) throws Exception {
        if (java.nio.file.Files.exists(folder.resolve("key"))) {
            conversations().purge(packageName);
        }
    }
}
