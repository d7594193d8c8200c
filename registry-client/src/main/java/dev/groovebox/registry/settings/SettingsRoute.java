package dev.groovebox.registry.settings;

import dev.groovebox.registry.tls.CertificateFolder;
import dev.groovebox.registry.tls.UnverifiedSockets;
import dev.groovebox.registry.transport.Uris;
import dev.groovebox.registry.transport.http.Proxy;
import dev.groovebox.registry.transport.http.Route;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** The way to servers that the settings say. */
public final class SettingsRoute implements Route {
    private final RegistrySettings settings;
    private final InsecureRegistries insecure;
    private final Map<String, TlsPolicy> policies = new HashMap<>();

    public SettingsRoute(RegistrySettings settings) {
        this.settings = settings;
        this.insecure = new InsecureRegistries(settings.insecure());
    }

    /** Whether the registry may be without TLS; one with certificates of its own may not. */
    public boolean isInsecure(String registry) {
        return insecure.contains(registry) && CertificateFolder.find(settings.certificateFolders(), registry).isEmpty();
    }

    /** This machine's own, where no network lies between. */
    public boolean isLocal(String registry) {
        int colon = registry.lastIndexOf(':');
        return InsecureRegistries.isLocal(colon > registry.lastIndexOf(']') ? registry.substring(0, colon) : registry);
    }

    @Override
    public Optional<Proxy> proxy(URI uri) {
        return settings.proxies().forServer(uri);
    }

    @Override
    public synchronized TlsPolicy tls(URI uri) throws IOException {
        String registry = Uris.authority(uri);
        TlsPolicy policy = policies.get(registry);
        if (policy == null) {
            policy = make(registry);
            policies.put(registry, policy);
        }
        return policy;
    }

    private TlsPolicy make(String registry) throws IOException {
        Optional<CertificateFolder> certificates = CertificateFolder.find(settings.certificateFolders(), registry);
        if (certificates.isPresent()) {
            return new TlsPolicy(certificates.get().sockets(), true);
        }
        return insecure.contains(registry)
                ? new TlsPolicy(UnverifiedSockets.create(), false)
                : new TlsPolicy((SSLSocketFactory) SSLSocketFactory.getDefault(), true);
    }
}
