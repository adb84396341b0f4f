package org.carrack.runtime.tls.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.X509ExtendedKeyManager;
import org.carrack.config.Undo;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.Certificates;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates by host: of files that packages name, ordered by ACME, and the server's own, which is that of the files in
 * {@code etc/carrack.toml} or one that the server makes at first use and keeps in {@code data/tls}.
 */
@Component(service = {Certificates.class, CertificateStore.class})
public final class CertificateStore implements Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);

    private static final String WWW = "www.";
    private static final Duration RENEWAL = Duration.ofDays(30);

    private final Path home;
    private final ServerConfig config;
    private final Map<String, List<IdentityFile>> files = new ConcurrentHashMap<>();
    private final Map<String, Integer> wanted = new ConcurrentHashMap<>();
    private final Map<String, IdentityFile> ordered = new ConcurrentHashMap<>();
    private volatile @Nullable IdentityFile own;
    private volatile Runnable whenWanted = () -> {};

    @Activate
    public CertificateStore(BundleContext context, @Reference ServerConfig config) {
        home = Path.of(context.getProperty("carrack.home")).toAbsolutePath();
        this.config = config;
    }

    @Override
    public X509ExtendedKeyManager keyManager() throws IOException {
        IdentityFile server = own();
        return new SniKeyManager(host -> of(host, server));
    }

    private Identity of(String requested, IdentityFile server) {
        IdentityFile file = find(requested);
        return (file == null ? server : file).identity();
    }

    /** That of the very name first; a place with and without www. is one. */
    private @Nullable IdentityFile find(String requested) {
        String host = lower(requested);
        IdentityFile exact = ofName(host);
        if (exact != null) {
            return exact;
        }
        return ofName(host.startsWith(WWW) ? host.substring(WWW.length()) : WWW + host);
    }

    private @Nullable IdentityFile ofName(String host) {
        List<IdentityFile> named = files.getOrDefault(host, List.of());
        return named.isEmpty() ? ordered.get(host) : named.get(named.size() - 1);
    }

    @Override
    public List<Path> files(String host) {
        try {
            IdentityFile file = find(host);
            return (file == null ? own() : file).files();
        } catch (IOException e) {
            LOG.debug("there is no certificate for {}", host, e);
            return List.of();
        }
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private synchronized IdentityFile own() throws IOException {
        IdentityFile known = own;
        if (known != null) {
            return known;
        }
        String chain = config.view(TlsConfig.class).certificate();
        String key = config.view(TlsConfig.class).key();
        Path made = folder().resolve("self-signed.pem");
        IdentityFile found;
        if (!chain.isEmpty()) {
            found = new IdentityFile(home.resolve(chain), home.resolve(key.isEmpty() ? chain : key));
        } else {
            if (!isUsable(made)) {
                Pem.write(made, SelfSigned.make());
                LOG.info("made a certificate for TLS, which browsers warn of: {}", made);
            }
            found = new IdentityFile(made, made);
        }
        own = found;
        return found;
    }

    private static boolean isUsable(Path file) {
        return Files.exists(file) && !isDue(file);
    }

    /** Whether a certificate has to be made or ordered anew. */
    static boolean isDue(Path file) {
        try {
            return Pem.read(file, file)
                    .certificate()
                    .getNotAfter()
                    .toInstant()
                    .isBefore(Instant.now().plus(RENEWAL));
        } catch (IOException e) {
            return true;
        }
    }

    /** Where the server keeps what it made and ordered. */
    Path folder() {
        return home.resolve("data/tls");
    }

    /** Where the certificate of a host is, when it has come. */
    Path fileOf(String host) {
        return folder().resolve("hosts").resolve(host + ".pem");
    }

    @Override
    public Undo use(String domain, Path chain, Path key) throws IOException {
        IdentityFile file = new IdentityFile(chain, key);
        String host = lower(domain);
        files.compute(host, (h, before) -> {
            List<IdentityFile> more = new ArrayList<>(before == null ? List.of() : before);
            more.add(file);
            return List.copyOf(more);
        });
        return () -> files.computeIfPresent(host, (h, all) -> {
            List<IdentityFile> left = new ArrayList<>(all);
            left.remove(file);
            return left.isEmpty() ? null : List.copyOf(left);
        });
    }

    @Override
    public Undo want(String domain) {
        String host = lower(domain);
        wanted.merge(host, 1, Integer::sum);
        Path file = fileOf(host);
        if (Files.exists(file)) {
            come(host);
        }
        whenWanted.run();
        return () -> wanted.computeIfPresent(host, (h, count) -> {
            if (count > 1) {
                return count - 1;
            }
            ordered.remove(host);
            return null;
        });
    }

    /** The hosts that certificates are to be ordered for. */
    List<String> wanted() {
        return List.copyOf(wanted.keySet());
    }

    /** Has somebody told of each host that a certificate is wanted for. */
    void whenWanted(Runnable told) {
        whenWanted = told;
    }

    /** The certificate of a host has come, and is in its file. */
    void come(String host) {
        try {
            ordered.put(host, new IdentityFile(fileOf(host), fileOf(host)));
        } catch (IOException e) {
            LOG.warn("{}; {} has the server's own certificate", e.getMessage(), host);
        }
    }
}
