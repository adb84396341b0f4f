package org.carrack.runtime.tls.internal;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Chooses the certificate of the host that a handshake asks for, as it is at that moment. */
final class SniKeyManager extends X509ExtendedKeyManager {

    private final Function<String, Identity> identities;

    /** By alias, which is made of the certificate itself: a handshake asks for its key after it was chosen. */
    private final Map<String, Identity> chosen = new ConcurrentHashMap<>();

    /**
     * @param identities what a host has; the empty name is for handshakes that name none
     */
    SniKeyManager(Function<String, Identity> identities) {
        this.identities = identities;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyType, engine.getHandshakeSession());
    }

    private @Nullable String choose(String keyType, @Nullable SSLSession session) {
        Identity identity = identities.apply(host(session));
        if (!keyType.equals(identity.key().getAlgorithm())) {
            return null;
        }
        String alias = identity.certificate().getSerialNumber() + " "
                + identity.certificate().hashCode();
        chosen.put(alias, identity);
        return alias;
    }

    private static String host(@Nullable SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = chosen.get(alias);
        return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = chosen.get(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return socket instanceof SSLSocket tls ? choose(keyType, tls.getHandshakeSession()) : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
