package org.carrack.runtime.tls.internal;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.carrack.spi.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.util.KeyPairUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders certificates by ACME (RFC 8555) for the hosts that packages serve, and renews them, where the server's owner has
 * agreed to the terms: {@code [acme]} in {@code etc/carrack.toml}. Begins when the server's port is open, since that is where
 * the certificate authority looks for the answers to its challenges.
 */
@Component(
        service = {},
        immediate = true)
public final class Acme {

    private static final Logger LOG = LoggerFactory.getLogger(Acme.class);

    private static final String LETS_ENCRYPT = "acme://letsencrypt.org";
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofHours(6);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private final CertificateStore store;
    private final Challenges challenges;
    private final ServerConfig config;
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carrack-acme");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable ScheduledFuture<?> next;

    private record Failure(Instant next, Duration pause) {}

    @Activate
    public Acme(
            @Reference CertificateStore store,
            @Reference Challenges challenges,
            @Reference ServerConfig config,
            @Reference(target = "(osgi.condition.id=org.carrack.http.open)") Condition open) {
        this.store = store;
        this.challenges = challenges;
        this.config = config;
        store.whenWanted(this::look);
        look();
    }

    @Deactivate
    void deactivate() {
        store.whenWanted(() -> {});
        worker.shutdownNow();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what goes wrong is logged
    private void look() {
        if (!worker.isShutdown()) {
            worker.execute(this::orderAll);
        }
    }

    /** Looks again after a while; there is one next time only. */
    private void lookAgain(Duration pause) {
        ScheduledFuture<?> before = next;
        if (before != null) {
            before.cancel(false);
        }
        if (!worker.isShutdown()) {
            next = worker.schedule(this::orderAll, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void orderAll() {
        if (!config.view(AcmeConfig.class).agreeToTerms()) {
            lookAgain(LOOK);
            return;
        }
        Duration soonest = LOOK;
        for (String host : store.wanted()) {
            Failure failure = failures.get(host);
            boolean isResting = failure != null && failure.next().isAfter(Instant.now());
            if (isResting || (Files.exists(store.fileOf(host)) && !CertificateStore.isDue(store.fileOf(host)))) {
                continue;
            }
            try {
                order(host);
                failures.remove(host);
            } catch (AcmeException
                    | IOException
                    | GeneralSecurityException
                    | RuntimeException e) { // the others must go on
                Duration pause = failure == null ? FIRST_PAUSE : failure.pause().multipliedBy(10);
                pause = pause.compareTo(LOOK) > 0 ? LOOK : pause;
                failures.put(host, new Failure(Instant.now().plus(pause), pause));
                soonest = pause.compareTo(soonest) < 0 ? pause : soonest;
                LOG.warn(
                        "no certificate for {} could be ordered: {}; it is tried again in {} min",
                        host,
                        e.getMessage(),
                        pause.toMinutes());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        lookAgain(soonest);
    }

    private void order(String host) throws AcmeException, IOException, GeneralSecurityException, InterruptedException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        // acme4j looks for its providers there.
        Thread.currentThread().setContextClassLoader(Acme.class.getClassLoader());
        try {
            Order order = account().newOrder().domain(host).create();
            for (Authorization authorization : order.getAuthorizations()) {
                authorize(authorization);
            }
            order.waitUntilReady(ANSWER_LIMIT);
            KeyPair keys = SelfSigned.newKeys();
            order.execute(keys);
            if (order.waitForCompletion(ANSWER_LIMIT) != Status.VALID) {
                throw new AcmeException(order.getError().map(Problem::toString).orElse("the order was refused"));
            }
            Identity identity =
                    new Identity(keys.getPrivate(), order.getCertificate().getCertificateChain());
            Pem.write(store.fileOf(host), identity);
            store.come(host);
            LOG.info(
                    "a certificate for {} has come; it is good until {}",
                    host,
                    identity.certificate().getNotAfter());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private Account account() throws AcmeException, IOException, GeneralSecurityException {
        String server = config.view(AcmeConfig.class).server();
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKeys());
        List.of(config.view(AcmeConfig.class).email()).forEach(account::addEmail);
        return account.create(new Session(server.isEmpty() ? LETS_ENCRYPT : server));
    }

    private KeyPair accountKeys() throws IOException, GeneralSecurityException {
        Path file = store.folder().resolve("acme-account.pem");
        if (Files.exists(file)) {
            return KeyPairUtils.readKeyPair(new StringReader(Files.readString(file)));
        }
        KeyPair keys = SelfSigned.newKeys();
        StringWriter text = new StringWriter();
        KeyPairUtils.writeKeyPair(keys, text);
        Pem.write(file, text.toString());
        return keys;
    }

    private void authorize(Authorization authorization) throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        Http01Challenge challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new AcmeException("the authority offers no challenge over HTTP (http-01)"));
        challenges.put(challenge.getToken(), challenge.getAuthorization());
        try {
            challenge.trigger();
            if (challenge.waitForCompletion(ANSWER_LIMIT) != Status.VALID) {
                throw new AcmeException(
                        challenge.getError().map(Problem::toString).orElse("the challenge was not answered in time"));
            }
        } finally {
            challenges.remove(challenge.getToken());
        }
    }
}
