package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Digest;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies in the folders of blobs and layers, whether or not anything refers to it.
 *
 * @param strays what is no blob and no layer by its name or type
 */
record StoreFiles(List<Digest> blobs, List<Digest> diffIds, List<Path> strays) {
    static StoreFiles list(EnginePaths paths) throws IOException {
        StoreFiles files = new StoreFiles(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Path algorithm : children(paths.blobs())) {
            for (Path blob : children(algorithm)) {
                files.add(algorithm.getFileName().toString(), blob, Files.isRegularFile(blob), files.blobs);
            }
        }
        for (Path layer : children(paths.layers())) {
            files.add("sha256", layer, Files.isDirectory(layer), files.diffIds);
        }
        return files;
    }

    private void add(String algorithm, Path file, boolean ofItsType, List<Digest> found) {
        try {
            Digest digest = new Digest(algorithm, file.getFileName().toString());
            if (ofItsType) {
                found.add(digest);
                return;
            }
        } catch (IllegalArgumentException noDigest) {
            // What has no digest's name is a stray, below.
        }
        strays.add(file);
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isRegularFile(folder)) {
            return children;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(children::add);
        } catch (NoSuchFileException e) {
            return children;
        }
        children.sort(null);
        return children;
    }
}
