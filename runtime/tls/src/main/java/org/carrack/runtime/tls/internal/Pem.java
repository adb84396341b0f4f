package org.carrack.runtime.tls.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;

/** Keys and certificates in PEM files (RFC 7468). The exceptions' messages are sentences for people. */
final class Pem {

    private static final byte[] PROBE = {1, 2, 3};

    private Pem() {}

    /** Reads a certificate with its key, which may be in one file. */
    static Identity read(Path chain, Path key) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object entry : entries(chain)) {
            if (entry instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                } catch (CertificateException e) {
                    throw new IOException(
                            "%s holds a certificate that cannot be read: %s".formatted(chain, e.getMessage()), e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("%s holds no certificate in PEM form".formatted(chain));
        }
        Identity identity = new Identity(readKey(key), certificates);
        if (!belongTogether(identity)) {
            throw new IOException("the key in %s is not that of the first certificate in %s".formatted(key, chain));
        }
        return identity;
    }

    private static PrivateKey readKey(Path file) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object entry : entries(file)) {
            if (entry instanceof PEMKeyPair pair) {
                return converter.getPrivateKey(pair.getPrivateKeyInfo());
            }
            if (entry instanceof PrivateKeyInfo info) {
                return converter.getPrivateKey(info);
            }
        }
        throw new IOException("%s holds no private key in PEM form, without a password".formatted(file));
    }

    /** Whether what the one signs the other vouches for. */
    private static boolean belongTogether(Identity identity) {
        String algorithm = identity.key().getAlgorithm();
        try {
            Signature signature = Signature.getInstance(
                    algorithm.startsWith("Ed")
                            ? algorithm
                            : "SHA256with" + (algorithm.equals("EC") ? "ECDSA" : algorithm));
            signature.initSign(identity.key());
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(identity.certificate());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<Object> entries(Path file) throws IOException {
        List<Object> entries = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
                PEMParser parser = new PEMParser(reader)) {
            for (@Nullable Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
                entries.add(entry);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file %s".formatted(file), e);
        } catch (IOException | RuntimeException e) { // what the parser throws at nonsense
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        return entries;
    }

    /** Writes a key and its certificates into one file that only its owner may read. */
    static void write(Path file, Identity identity) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(new JcaPKCS8Generator(identity.key(), null));
            for (X509Certificate certificate : identity.chain()) {
                pem.writeObject(certificate);
            }
        }
        write(file, text.toString());
    }

    /** Writes a file that only its owner may read, wholly or not at all. */
    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer out = Files.newBufferedWriter(written)) {
            out.write(text);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
