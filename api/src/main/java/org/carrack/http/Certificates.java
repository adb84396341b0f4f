package org.carrack.http;

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
     * Has for each host that is asked for (SNI) its certificate, and for all others the server's own. A handshake sees what
     * counts at that moment: a file that has changed, a certificate that has just been ordered.
     *
     * @throws IOException where the server's own certificate cannot be read or made; the message is one sentence
     */
    X509ExtendedKeyManager keyManager() throws IOException;

    /**
     * Where the certificate of a host is, with those that vouch for it, and then its key: PEM files for other servers on this
     * machine. None where it cannot be had.
     */
    List<Path> files(String host);

    /**
     * Has a host use a certificate of files.
     *
     * @param chain a PEM file with the certificate and those that vouch for it
     * @param key a PEM file with its private key
     * @return takes it back
     * @throws IOException where they cannot be read or do not belong together; the message is one sentence
     */
    Undo use(String domain, Path chain, Path key) throws IOException;

    /**
     * Orders a certificate for a host by ACME, and renews it, where the server's owner has set that up; else, and until it has
     * come, the host has the server's own.
     *
     * @return takes it back; a certificate that has come is kept for the next time
     */
    Undo want(String domain);
}
