package org.carrack.spi.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.carrack.config.Undo;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The certificates of the server's TLS ports. Implemented by the server.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface Certificates {

    /**
     * Selects the certificate of the requested host (SNI), or the server's own. Each handshake uses the current
     * certificates: changed files and newly issued ones.
     *
     * @throws IOException if the server's own certificate cannot be read or made; the message is one sentence
     */
    X509ExtendedKeyManager keyManager() throws IOException;

    /**
     * The PEM files of a host's certificate chain and key, for other servers on this machine. Empty if there are
     * none.
     */
    List<Path> files(String host);

    /**
     * Uses a certificate from files for a host.
     *
     * @param chain a PEM file with the certificate chain
     * @param key a PEM file with its private key
     * @return its undo
     * @throws IOException if they cannot be read or do not belong together; the message is one sentence
     */
    Undo use(String domain, Path chain, Path key) throws IOException;

    /**
     * Orders a certificate for a host by ACME, and renews it, if that is configured; otherwise, and until it is
     * issued, the host has the server's own certificate.
     *
     * @return its undo; a certificate that was issued is kept for the next time
     */
    Undo want(String domain);
}
