package dev.groovebox.registry.tls;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A folder such as /etc/docker/certs.d/HOST:PORT: *.crt are authorities, NAME.cert with NAME.key is ours. */
public final class CertificateFolder {
    private static final char[] NO_PASSWORD = {};

    private final Path folder;

    private CertificateFolder(Path folder) {
        this.folder = folder;
    }

    /** @param registry host and port as in a reference, whose grammar has been checked */
    public static Optional<CertificateFolder> find(List<Path> parents, String registry) {
        for (Path parent : parents) {
            Path folder = parent.resolve(registry);
            if (Files.isDirectory(folder)) {
                return Optional.of(new CertificateFolder(folder));
            }
        }
        return Optional.empty();
    }

    /** @throws IOException when one of the files is not what its name says; the message names it */
    public SSLSocketFactory sockets() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of " + folder + " can't be used: " + e.getMessage(), e);
        }
    }

    private TrustManager[] trust() throws IOException, GeneralSecurityException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (Path file : files("*.crt")) {
            authorities.addAll(of(file, () -> PemFile.certificates(file)));
        }
        X509TrustManager usual = trustManager(Optional.empty());
        if (authorities.isEmpty()) {
            return new TrustManager[] {usual};
        }
        // Beside the usual authorities, as docker has it.
        authorities.addAll(Arrays.asList(usual.getAcceptedIssuers()));
        KeyStore store = emptyStore();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        return new TrustManager[] {trustManager(Optional.of(store))};
    }

    private static X509TrustManager trustManager(Optional<KeyStore> store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store.orElse(null));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this Java platform has no trust manager for certificates");
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        for (Path file : files("*.cert")) {
            String name = file.getFileName().toString();
            Path keyFile = file.resolveSibling(name.substring(0, name.length() - ".cert".length()) + ".key");
            List<X509Certificate> chain = of(file, () -> PemFile.certificates(file));
            PrivateKey key = of(keyFile, () -> PemFile.key(keyFile, chain.get(0).getPublicKey().getAlgorithm()));
            store.setKeyEntry(name, key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private List<Path> files(String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private interface Reading<T> {
        T read() throws IOException, GeneralSecurityException;
    }

    private static <T> T of(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use '" + file + "': " + e.getMessage(), e);
        }
    }
}
