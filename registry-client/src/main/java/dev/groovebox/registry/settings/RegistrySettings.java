package dev.groovebox.registry.settings;

import dev.groovebox.registry.transport.Patience;
import dev.groovebox.registry.transport.http.Timeouts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How registries are reached. The names are those of docker's daemon.json.
 *
 * @param mirrors addresses to be asked before a registry, by the registry
 * @param insecure hosts, hosts with ports and networks whose registries may be without TLS or a known certificate
 * @param certificateFolders each with a folder for a registry, named "host:port"
 * @param tokenRealms hosts of other sites that may be told a registry's password, by the registry
 * @param foreignLayers whether layers are fetched from the addresses that a manifest names
 */
public record RegistrySettings(
        Map<String, List<URI>> mirrors,
        Set<String> insecure,
        List<Path> certificateFolders,
        ProxySettings proxies,
        Map<String, Set<String>> tokenRealms,
        boolean foreignLayers,
        int downloads,
        int uploads,
        Timeouts timeouts,
        Patience patience) {
    private static final List<Path> CERTIFICATES = List.of(Path.of("/etc/groovebox/certs.d"), Path.of("/etc/docker/certs.d"));

    public static final RegistrySettings USUAL = new RegistrySettings(
            Map.of(), Set.of(), CERTIFICATES, ProxySettings.NONE, Map.of(), false, 3, 5, Timeouts.USUAL, Patience.USUAL);

    public RegistrySettings {
        mirrors = Map.copyOf(mirrors);
        insecure = Set.copyOf(insecure);
        certificateFolders = List.copyOf(certificateFolders);
        tokenRealms = Map.copyOf(tokenRealms);
    }

    public RegistrySettings withMirrors(Map<String, List<URI>> value) {
        return new RegistrySettings(value, insecure, certificateFolders, proxies, tokenRealms, foreignLayers, downloads,
                uploads, timeouts, patience);
    }

    public RegistrySettings withInsecure(Set<String> value) {
        return new RegistrySettings(mirrors, value, certificateFolders, proxies, tokenRealms, foreignLayers, downloads,
                uploads, timeouts, patience);
    }

    public RegistrySettings withCertificateFolders(List<Path> value) {
        return new RegistrySettings(mirrors, insecure, value, proxies, tokenRealms, foreignLayers, downloads, uploads,
                timeouts, patience);
    }

    public RegistrySettings withProxies(ProxySettings value) {
        return new RegistrySettings(mirrors, insecure, certificateFolders, value, tokenRealms, foreignLayers, downloads,
                uploads, timeouts, patience);
    }

    public RegistrySettings withTokenRealms(Map<String, Set<String>> value) {
        return new RegistrySettings(mirrors, insecure, certificateFolders, proxies, value, foreignLayers, downloads,
                uploads, timeouts, patience);
    }

    public RegistrySettings withLimits(Timeouts limits, Patience retries) {
        return new RegistrySettings(mirrors, insecure, certificateFolders, proxies, tokenRealms, foreignLayers, downloads,
                uploads, limits, retries);
    }

    public RegistrySettings withConcurrency(int mostDownloads, int mostUploads) {
        return new RegistrySettings(mirrors, insecure, certificateFolders, proxies, tokenRealms, foreignLayers,
                mostDownloads, mostUploads, timeouts, patience);
    }

    public RegistrySettings withForeignLayers(boolean value) {
        return new RegistrySettings(mirrors, insecure, certificateFolders, proxies, tokenRealms, value, downloads, uploads,
                timeouts, patience);
    }
}
