package dev.groovebox.sandbox.image.host;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.image.tree.TreeSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One collecting of programs: a tree that grows until everything in it starts. */
final class HostCollection {
    private static final String SHELL = "/bin/sh";
    private static final String CERTIFICATES = "etc/ssl/certs/ca-certificates.crt";

    /** Where distributions keep the bundle of all certificate authorities. */
    private static final List<String> CERTIFICATE_BUNDLES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private final HostFiles files;
    private final SearchPath searchPath;
    private final DebianPackages packages;
    private final HostTree tree;
    private final ProgramNeeds needs;
    private final LoaderFiles loaderFiles;
    private final Alternatives alternatives;
    private final Set<String> done = new HashSet<>();

    HostCollection(HostFiles files, SearchPath searchPath) {
        this.files = files;
        this.searchPath = searchPath;
        this.packages = new DebianPackages(files);
        this.alternatives = new Alternatives(files);
        this.tree = new HostTree(files);
        LibraryFolders folders = LibraryFolders.of(files);
        LibraryClosure closure = new LibraryClosure(files, folders);
        this.needs = new ProgramNeeds(tree, files, searchPath, closure);
        this.loaderFiles = new LoaderFiles(folders, closure);
    }

    boolean isHere(String name) {
        return searchPath.find(name, files).isPresent() || packages.has(name) || !membersOf(name).isEmpty();
    }

    void addShell() throws IOException {
        if (files.find(SHELL).filter(HostNode::isExecutable).isEmpty()) {
            throw notFound(SHELL, "this machine has no shell there", "install one, such as dash or bash");
        }
        addCommand(SHELL);
    }

    /**
     * Adds a package, or a command. The package goes first: it has the command's data too, and a command of that name may
     * be a wrapper that somebody put before it on this machine.
     */
    void addNamed(String name) throws IOException {
        if (packages.has(name)) {
            for (DebianPackage one : packages.closure(name)) {
                addPackage(one);
            }
        }
        Optional<String> command = searchPath.find(name, files);
        if (command.isPresent() && !isInTree(name)) {
            addCommand(command.get());
        }
        for (String member : membersOf(name)) {
            addCommand(member);
        }
    }

    private boolean isInTree(String command) {
        return SearchPath.STANDARD.stream().anyMatch(folder -> tree.has(folder + "/" + command));
    }

    /** The tree with all that the programs in it need. */
    TreeSource finish(boolean certificates) throws IOException {
        if (!needs.missing().isEmpty()) {
            throw notFound(
                    String.join("', '", needs.missing()),
                    "a library or interpreter isn't on this machine",
                    "install the package that has it");
        }
        needs.libraries().forEach(library -> LibraryData.addFor(library, tree, files));
        BaseFiles.addTo(tree, files);
        if (certificates) {
            addCertificates();
        }
        loaderFiles.addTo(tree, needs.libraries(), files);
        return tree.source();
    }

    private void addCertificates() {
        HostNode bundle = CERTIFICATE_BUNDLES.stream()
                .flatMap(path -> files.find(path).filter(HostNode::isRegular).stream())
                .findFirst()
                .orElseThrow(() -> notFound(
                        "ca-certificates",
                        "this machine has no bundle of certificate authorities",
                        "install the package ca-certificates"));
        tree.folder("etc/ssl", 0755);
        tree.folder("etc/ssl/certs", 0755);
        tree.copy(CERTIFICATES, bundle);
        // OpenSSL's own default on Debian; the folder of hashed names beside it isn't needed then.
        tree.folder("usr/lib/ssl", 0755);
        tree.link("usr/lib/ssl/cert.pem", "../../../" + CERTIFICATES);
    }

    private List<String> membersOf(String name) {
        return packages.has(name)
                ? List.of()
                : KnownSets.commandsOf(name).stream()
                        .flatMap(command -> searchPath.find(command, files).stream())
                        .toList();
    }

    private void addCommand(String path) throws IOException {
        if (!done.add(path)) {
            return;
        }
        HostNode program = tree.add(path).orElseThrow(() -> notFound(path, "it has just gone", "try again"));
        linkWhereSearched(path);
        Optional<Shebang> script = needs.add(program, true);
        Optional<String> interpreter = script.map(line -> line.commandOfEnv().orElse(nameOf(line.interpreter())));
        if (interpreter.filter(packages::has).isPresent()) {
            addNamed(interpreter.get());
        }
    }

    /** A program that lies where no image looks for one, such as /opt/tool/bin, gets a link where all do. */
    private void linkWhereSearched(String path) {
        if (!SearchPath.STANDARD.contains(path.substring(0, path.lastIndexOf('/')))) {
            tree.link("usr/local/bin/" + nameOf(path), path);
        }
    }

    private void addPackage(DebianPackage one) throws IOException {
        if (!done.add("package " + one.name())) {
            return;
        }
        Set<String> added = new HashSet<>();
        for (String path : packages.paths(one)) {
            if (!PackageFilter.wants(path) || isSecret(path)) {
                continue;
            }
            Optional<HostNode> node = tree.add(path);
            node.map(HostNode::path).ifPresent(added::add);
            if (node.filter(HostNode::isRegular).isPresent()) {
                needs.add(node.get(), isProgram(node.get()));
            }
        }
        added.forEach(path -> alternatives.pointingTo(path).forEach(tree::add));
    }

    /** Settings that not everyone may read are this machine's own affair, and images travel. */
    private boolean isSecret(String path) {
        return path.startsWith("/etc/")
                && files.find(path).filter(node -> node.isRegular() && !node.isReadableByAll()).isPresent();
    }

    private static boolean isProgram(HostNode node) {
        return node.isExecutable() && node.path().matches("(.*/)?(s?bin|games|libexec)/[^/]+");
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static EngineException notFound(String object, String cause, String remedy) {
        return new EngineException(FailureKind.NOT_FOUND, "cannot take from this machine", object, cause, remedy);
    }
}
