package org.carrack.runtime.tls.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates that nobody else vouches for. */
final class SelfSigned {

    /** As long as browsers take at most. */
    private static final Duration VALIDITY = Duration.ofDays(397);

    private static final Duration TOLERANCE = Duration.ofHours(1);
    private static final int SERIAL_BITS = 128;

    private SelfSigned() {}

    /** A new one for this machine. */
    static Identity make() throws IOException {
        try {
            KeyPair pair = newKeys();
            X500Name name = new X500Name("CN=localhost");
            Instant from = Instant.now().minus(TOLERANCE);
            JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(SERIAL_BITS, new SecureRandom()),
                    Date.from(from),
                    Date.from(from.plus(VALIDITY)),
                    name,
                    pair.getPublic());
            certificate.addExtension(Extension.subjectAlternativeName, false, names());
            X509CertificateHolder signed =
                    certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
            return new Identity(pair.getPrivate(), List.of(new JcaX509CertificateConverter().getCertificate(signed)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate cannot be made: " + e.getMessage(), e);
        }
    }

    /** Keys as Let's Encrypt and every browser take them. */
    static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return keys.generateKeyPair();
    }

    private static GeneralNames names() {
        Set<String> hosts = new LinkedHashSet<>(Set.of("localhost"));
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A machine that does not know its own name is asked for by another.
        }
        GeneralName[] names = new GeneralName[hosts.size() + 2];
        int i = 0;
        for (String host : hosts) {
            names[i++] = new GeneralName(GeneralName.dNSName, host);
        }
        names[i++] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
        names[i] = new GeneralName(GeneralName.iPAddress, "::1");
        return new GeneralNames(names);
    }
}
