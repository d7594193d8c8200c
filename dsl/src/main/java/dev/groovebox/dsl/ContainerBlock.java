package dev.groovebox.dsl;

import dev.groovebox.registry.oci.Platform;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.DeviceSpec;
import dev.groovebox.sandbox.spec.EnvironmentFile;
import dev.groovebox.sandbox.spec.GpuRequest;
import dev.groovebox.sandbox.spec.HealthCheck;
import dev.groovebox.sandbox.spec.MountSpec;
import dev.groovebox.sandbox.spec.MountSpec.Tmpfs.Right;
import dev.groovebox.sandbox.spec.NamespaceChoice;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.spec.RestartPolicy;
import dev.groovebox.sandbox.spec.SeccompChoice;
import dev.groovebox.sandbox.spec.UserNamespace;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;

/** The words inside {@code container { }}. */
public final class ContainerBlock extends ContainerNetworkWords {
    private static final String SIZE = "a size such as 64.mb";
    private String image = "";
    private Optional<byte[]> input = Optional.empty();
    private boolean keep;
    private boolean replace;

    ContainerBlock(SandboxScript script) {
        super(script);
    }

    ContainerSpec spec(Optional<String> name) {
        return spec(name, !keep);
    }

    /** The same container, which stays when it has ended. */
    ContainerSpec keptSpec(Optional<String> name) {
        return spec(name, false);
    }

    private ContainerSpec spec(Optional<String> name, boolean remove) {
        ContainerSpecBuilder builder = ContainerSpec.builder(image).remove(remove).openStdin(input.isPresent());
        name.ifPresent(builder::name);
        applyTo(builder);
        return builder.build();
    }

    /** Whether a container that has the name is removed first. */
    boolean replaces() {
        return replace;
    }

    Optional<byte[]> input() {
        return input;
    }

    @Word(value = "the image whose files and defaults it starts from", takes = "an image's name, or what image {} answered",
            example = "image 'hello'")
    public void image(String name) {
        ifGiven("image", name, given -> image = given);
    }

    public void image(ImageSummary built) {
        ifGiven("image", built, given -> image = given.id());
    }

    public void image(ImageHandle built) {
        ifGiven("image", built, given -> image = given.getId());
    }

    @Word(value = "which of the image's platforms it is for, instead of this machine's", takes = "a platform such as 'linux/arm64'",
            example = "platform 'linux/arm64'")
    public void platform(String name) {
        ifGiven("platform", name, text -> {
            try {
                set("platform", Platform.parse(text), ContainerSpecBuilder::platform);
            } catch (IllegalArgumentException e) {
                problem("platform", "platform: " + e.getMessage());
            }
        });
    }

    @Word(value = "what it runs, instead of the image's own command", takes = COMMAND, example = "cmd 'sh', '-c', 'id'")
    public void cmd(Object... command) {
        command("cmd", command, ContainerSpecBuilder::command);
    }

    @Word(value = "the program that the command is handed to; [] for none", takes = COMMAND,
            example = "entrypoint '/usr/bin/env', '-i'")
    public void entrypoint(Object... command) {
        command("entrypoint", command, ContainerSpecBuilder::entrypoint);
    }

    @Word(value = "environment variables", takes = "names and values", example = "env LANG: 'C.UTF-8', PORT: 8080")
    public void env(Map<String, ?> variables) {
        pairs("env", variables, ContainerSpecBuilder::environment);
    }

    @Word(value = "environment variables of a file: NAME=value a line, or NAME alone for our own value", takes = "a path",
            example = "envFile 'app.env'")
    public void envFile(String file) {
        ifGiven("envFile", file, given -> {
            try {
                EnvironmentFile.variables(script().context().resolve(given)).forEach(this::variable);
            } catch (IllegalArgumentException e) {
                problem("envFile", "envFile '" + given + "': " + e.getMessage());
            }
        });
    }

    private void variable(String text) {
        EnvironmentFile.variable(text, System.getenv()).ifPresent(variable ->
                set("envFile", variable.getKey(), (spec, name) -> spec.environment(name, variable.getValue())));
    }

    @Word(value = "the folder it starts in", takes = "a path", example = "workdir '/app'")
    public void workdir(String path) {
        set("workdir", path, ContainerSpecBuilder::workingFolder);
    }

    @Word(value = "who it runs as", takes = "a name or number, with a group after ':'", example = "user 'nobody:nogroup'")
    public void user(String user) {
        set("user", user, ContainerSpecBuilder::user);
    }

    public void user(long id) {
        user(Long.toString(id));
    }

    @Word(value = "more groups of its user", takes = "names or numbers", example = "groups 'adm', 27")
    public void groups(Object... names) {
        texts("groups", names, "names or numbers", ContainerSpecBuilder::additionalGroup);
    }

    @Word(value = "its host name", takes = "a name", example = "hostname 'box'")
    public void hostname(String name) {
        set("hostname", name, ContainerSpecBuilder::hostname);
    }

    @Word(value = "the most memory it may use", takes = SIZE, example = "memory 64.mb")
    public void memory(Bytes size) {
        set("memory", size, (spec, bytes) -> spec.memoryBytes(bytes.count()));
    }

    public void memory(long bytes) {
        set("memory", bytes, ContainerSpecBuilder::memoryBytes);
    }

    @Word(value = "the most memory and swap together; -1 for no limit of swap", takes = SIZE, example = "memorySwap 128.mb")
    public void memorySwap(Bytes size) {
        set("memorySwap", size, (spec, bytes) -> spec.memorySwapBytes(bytes.count()));
    }

    public void memorySwap(long bytes) {
        set("memorySwap", bytes, ContainerSpecBuilder::memorySwapBytes);
    }

    @Word(value = "what the kernel shrinks it to when the machine runs short", takes = SIZE, example = "memoryReservation 32.mb")
    public void memoryReservation(Bytes size) {
        set("memoryReservation", size, (spec, bytes) -> spec.memoryReservationBytes(bytes.count()));
    }

    public void memoryReservation(long bytes) {
        set("memoryReservation", bytes, ContainerSpecBuilder::memoryReservationBytes);
    }

    @Word(value = "how many processors' time it may use", takes = "a number such as 1.5", example = "cpus 1.5")
    public void cpus(Number processors) {
        set("cpus", processors, (spec, number) -> spec.cpus(new BigDecimal(number.toString())));
    }

    @Word(value = "its weight when processors are short; 1024 is the usual", takes = "a whole number", example = "cpuShares 512")
    public void cpuShares(int shares) {
        set("cpuShares", shares, ContainerSpecBuilder::cpuShares);
    }

    @Word(value = "the processors it may run on", takes = "a list such as '0-2,4'", example = "cpusetCpus '0-1'")
    public void cpusetCpus(String list) {
        set("cpusetCpus", list, ContainerSpecBuilder::cpusetCpus);
    }

    @Word(value = "the memory nodes it may use", takes = "a list such as '0-1'", example = "cpusetMems '0'")
    public void cpusetMems(String list) {
        set("cpusetMems", list, ContainerSpecBuilder::cpusetMems);
    }

    @Word(value = "the most processes and threads it may have", takes = "a whole number", example = "pids 32")
    public void pids(long most) {
        set("pids", most, ContainerSpecBuilder::pids);
    }

    @Word(value = "its weight when disks are busy, 10 to 1000", takes = "a whole number", example = "blkioWeight 300")
    public void blkioWeight(int weight) {
        set("blkioWeight", weight, ContainerSpecBuilder::blkioWeight);
    }

    @Word(value = "shows it a file or folder of this machine", takes = "a path and a target: mount '/etc/ssl', at: '/etc/ssl'",
            example = "mount '/etc/ssl', at: '/etc/ssl', readOnly: true")
    public void mount(Map<String, ?> options, String source) {
        NamedValues named = new NamedValues(this, "mount", options, "at", "readOnly", "idmap");
        boolean readOnly = named.flag("readOnly");
        boolean idmap = named.flag("idmap");
        named.text("at").ifPresentOrElse(
                target -> ifGiven("mount", source, path -> set("mount", target, (spec, at) ->
                        spec.bind(script().context().resolve(path), at, readOnly, idmap))),
                () -> problem("mount", "mount needs a target: mount '" + source + "', at: '/where'"));
    }

    public void mount(String source) {
        mount(Map.of(), source);
    }

    @Word(value = "a fresh folder in memory", takes = "a path", example = "tmpfs '/tmp', size: 64.mb, mode: 01777")
    public void tmpfs(String target) {
        tmpfs(Map.of(), target);
    }

    public void tmpfs(Map<String, ?> options, String target) {
        NamedValues named = new NamedValues(this, "tmpfs", options, "size", "mode", "uid", "gid", "inodes", "exec", "dev", "suid");
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (named.flag(right.name().toLowerCase(Locale.ROOT))) {
                rights.add(right);
            }
        }
        MountSpec.Tmpfs tmpfs = new MountSpec.Tmpfs(target, named.bytes("size"), named.mode("mode"),
                named.whole("uid"), named.whole("gid"), named.whole("inodes"), rights);
        set("tmpfs", target, (spec, path) -> spec.tmpfs(tmpfs));
        used("mount", target); // as which its problems are told
    }

    @Word(value = "its root filesystem can't be written", takes = "()", example = "readOnly()")
    public void readOnly() {
        readOnly(true);
    }

    public void readOnly(boolean value) {
        set("readOnly", value, ContainerSpecBuilder::readOnlyRoot);
    }

    @Word(value = "a volume, which outlives it; made when missing", takes = "a volume's name and a target: volume 'data', at: '/data'",
            example = "volume 'data', at: '/data', readOnly: true")
    public void volume(Map<String, ?> options, String name) {
        NamedValues named = new NamedValues(this, "volume", options, "at", "readOnly", "copy", "subpath", "idmap");
        boolean readOnly = named.flag("readOnly");
        boolean idmap = named.flag("idmap");
        String subpath = named.text("subpath").orElse("");
        boolean copyUp = !options.containsKey("copy") || named.flag("copy");
        named.text("at").ifPresentOrElse(
                target -> ifGiven("volume", name, volume -> set("volume", target, (spec, at) ->
                        spec.volume(volume, at, readOnly, copyUp, subpath, idmap))),
                () -> problem("volume", "volume needs a target: volume '" + name + "', at: '/where'"));
    }

    public void volume(Map<String, ?> options, VolumeHandle volume) {
        volume(options, volume.getName());
    }

    public void volume(Map<String, ?> options) {
        volume(options, "");
    }

    @Word(value = "the volumes and mounts of another container", takes = "its name, with ':ro' behind it to read only",
            example = "volumesFrom 'data:ro'")
    public void volumesFrom(String container) {
        set("volumesFrom", container, ContainerSpecBuilder::volumesFrom);
    }

    @Word(value = "nothing: a network of its own with nothing but loopback, no health check", example = "network none")
    public Object getNone() {
        return None.NONE;
    }

    @Word(value = "this machine's own network", example = "network host")
    public NetworkSpec getHost() {
        return new NetworkSpec.Host();
    }

    @Word(value = "kernel privileges beyond or below docker's 14", takes = "add: and drop: with names",
            example = "capabilities add: ['NET_ADMIN'], drop: 'ALL'")
    public void capabilities(Map<String, ?> changes) {
        NamedValues named = new NamedValues(this, "capabilities", changes, "add", "drop");
        List<String> added = named.texts("add");
        List<String> dropped = named.texts("drop");
        added.forEach(name -> set("capabilities", name, ContainerSpecBuilder::addCapability));
        dropped.forEach(name -> set("capabilities", name, ContainerSpecBuilder::dropCapability));
    }

    @Word(value = "no isolation from devices and kernel settings at all", takes = "()", example = "privileged()")
    public void privileged() {
        privileged(true);
    }

    public void privileged(boolean value) {
        set("privileged", value, ContainerSpecBuilder::privileged);
    }

    @Word(value = "the filter of system calls; docker's default unless said", takes = "unconfined, or a file in docker's JSON form",
            example = "seccomp unconfined")
    public void seccomp(SeccompChoice choice) {
        set("seccomp", choice, ContainerSpecBuilder::seccomp);
    }

    public void seccomp(String file) {
        try {
            seccomp(SeccompChoice.ofFile(script().context().resolve(file)));
        } catch (NoSuchFileException e) {
            problem("seccomp", "seccomp '" + file + "': no such file");
        } catch (IOException e) {
            problem("seccomp", "seccomp '" + file + "': " + e.getMessage());
        }
    }

    @Word(value = "no filter of system calls", example = "seccomp unconfined")
    public SeccompChoice getUnconfined() {
        return SeccompChoice.UNCONFINED;
    }

    @Word(value = "whether set-user-id programs are kept from gaining privileges; true unless said", takes = "true or false",
            example = "noNewPrivileges false")
    public void noNewPrivileges(boolean value) {
        set("noNewPrivileges", value, ContainerSpecBuilder::noNewPrivileges);
    }

    @Word(value = "a private range of user ids: root inside is nobody outside", takes = "auto", example = "userns auto")
    public void userns(UserNamespace choice) {
        set("userns", choice, ContainerSpecBuilder::userNamespace);
    }

    @Word(value = "a range of ids chosen by the engine", example = "userns auto")
    public UserNamespace getAuto() {
        return UserNamespace.AUTO;
    }

    @Word(value = "a limit of setrlimit: one number, or soft and hard; -1 for none",
            takes = "a name and one or two whole numbers: ulimit nofile: 1024", example = "ulimit nofile: [1024, 2048], core: 0")
    public void ulimit(Map<String, ?> limits) {
        limits.forEach((name, value) -> {
            List<?> numbers = value instanceof List<?> list ? list : List.of(value);
            boolean whole = numbers.stream().allMatch(number -> number instanceof Integer || number instanceof Long);
            if (!whole || numbers.isEmpty() || numbers.size() > 2) {
                problem("ulimit", "ulimit takes as '" + name + ":' one or two whole numbers, not " + Misuse.shown(value));
                return;
            }
            ulimit(name, ((Number) numbers.get(0)).longValue(), ((Number) numbers.get(numbers.size() - 1)).longValue());
        });
    }

    public void ulimit(String name, long both) {
        ulimit(name, both, both);
    }

    public void ulimit(String name, long soft, long hard) {
        set("ulimit", name, (spec, limit) -> spec.ulimit(limit, soft, hard));
    }

    @Word(value = "how soon the kernel kills it when memory is short, -1000 to 1000", takes = "a whole number",
            example = "oomScoreAdj 500")
    public void oomScoreAdj(int value) {
        set("oomScoreAdj", value, ContainerSpecBuilder::oomScoreAdjustment);
    }

    @Word(value = "the permissions that its new files don't get", takes = "a mode such as 022", example = "umask 027")
    public void umask(int mode) {
        set("umask", mode, ContainerSpecBuilder::umask);
    }

    @Word(value = "a small first process that reaps orphans and forwards signals", takes = "()", example = "init()")
    public void init() {
        init(true);
    }

    public void init(boolean value) {
        set("init", value, ContainerSpecBuilder::init);
    }

    @Word(value = "a terminal for its program, which writes all to one stream then", takes = "()", example = "terminal()")
    public void terminal() {
        terminal(true);
    }

    public void terminal(boolean value) {
        set("terminal", value, ContainerSpecBuilder::terminal);
    }

    @Word(value = "ends it when it runs longer", takes = "a time such as 10.s", example = "timeout 10.s")
    public void timeout(Duration time) {
        set("timeout", time, ContainerSpecBuilder::timeout);
    }

    @Word(value = "the signal that asks it to end", takes = "a signal's name", example = "stopSignal 'SIGINT'")
    public void stopSignal(String signal) {
        set("stopSignal", signal, ContainerSpecBuilder::stopSignal);
    }

    @Word(value = "what it reads on its standard input", takes = "text or bytes", example = "stdin 'line one\\nline two\\n'")
    public void stdin(String text) {
        ifGiven("stdin", text, given -> input = Optional.of(given.getBytes(StandardCharsets.UTF_8)));
    }

    public void stdin(byte[] bytes) {
        ifGiven("stdin", bytes, given -> input = Optional.of(given.clone()));
    }

    @Word(value = "notes about the container", takes = "names and values", example = "label team: 'ops'")
    public void label(Map<String, ?> labels) {
        pairs("label", labels, ContainerSpecBuilder::label);
    }

    @Word(value = "it stays when it has ended, for ps and inspect", takes = "()", example = "keep()")
    public void keep() {
        keep = true;
    }

    @Word(value = "a container that has its name is removed first", takes = "()", example = "replace()")
    public void replace() {
        replace = true;
    }

    @Word(value = "whether it is started again when it has ended by itself", takes = "no, always, unless-stopped or on-failure[:n]",
            example = "restart 'on-failure:3'; keep()")
    public void restart(String policy) {
        ifGiven("restart", policy, text -> RestartPolicy.parse(text).ifPresentOrElse(
                parsed -> set("restart", parsed, ContainerSpecBuilder::restart),
                () -> problem("restart", "restart takes no, always, unless-stopped or on-failure[:n], not '" + text + "'")));
    }

    @Word(value = "how long it may take to end when it is stopped; 10.s unless said", takes = "a time such as 10.s",
            example = "stopTimeout 3.s")
    public void stopTimeout(Duration time) {
        set("stopTimeout", time, ContainerSpecBuilder::stopTimeout);
    }

    @Word(value = "how its health is found out; what is not said is the image's",
            takes = "a shell command or none, with every:, timeout:, startPeriod: and retries:",
            example = "healthcheck 'test -e /ready', every: 5.s, timeout: 2.s, startPeriod: 10.s, retries: 3")
    public void healthcheck(Map<String, ?> options, String command) {
        ifGiven("healthcheck", command, text -> health(options, List.of("/bin/sh", "-c", text)));
    }

    public void healthcheck(String command) {
        healthcheck(Map.of(), command);
    }

    /** Of the image's own check. */
    public void healthcheck(Map<String, ?> options) {
        health(options, List.of());
    }

    public void healthcheck(None none) {
        set("healthcheck", new HealthCheck(
                List.of(), true, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty()), ContainerSpecBuilder::health);
    }

    private void health(Map<String, ?> options, List<String> command) {
        NamedValues named = new NamedValues(this, "healthcheck", options, "every", "timeout", "startPeriod", "retries");
        set("healthcheck", new HealthCheck(command, false, named.time("every"), named.time("timeout"), named.time("startPeriod"),
                named.integer("retries")), ContainerSpecBuilder::health);
    }

    @Word(value = "what becomes of its output", takes = "driver: 'file', 'none', 'journald' or 'passthrough'; maxSize: of a file, maxFiles: kept",
            example = "log maxSize: 1.mb, maxFiles: 5")
    public void log(Map<String, ?> options) {
        set("log", LogWords.read(this, options), ContainerSpecBuilder::log);
    }

    @Word(value = "a kernel setting of its own namespaces", takes = "names and values", example = "sysctl 'net.ipv4.ip_forward': 1")
    public void sysctl(Map<String, ?> settings) {
        pairs("sysctl", settings, ContainerSpecBuilder::sysctl);
    }

    @Word(value = "the size of /dev/shm; 64.mb unless said", takes = SIZE, example = "shmSize 128.mb")
    public void shmSize(Bytes size) {
        set("shmSize", size, (spec, bytes) -> spec.shmBytes(bytes.count()));
    }

    @Word(value = "a device of this machine, or those in a folder; or one that a file of /etc/cdi describes",
            takes = "a path below /dev, or 'vendor.com/class=name'", example = "device '/dev/fuse', permissions: 'rw'")
    public void device(Map<String, ?> options, String path) {
        NamedValues named = new NamedValues(this, "device", options, "at", "permissions");
        String target = named.text("at").orElse(path);
        String permissions = named.text("permissions").orElse("rwm");
        set("device", path, (spec, source) -> spec.device(new DeviceSpec(Path.of(source), target, permissions)));
    }

    /** A path, or a name of the Container Device Interface. */
    public void device(String path) {
        if (path.startsWith("/")) {
            device(Map.of(), path);
        } else {
            set("device", path, ContainerSpecBuilder::cdiDevice);
        }
    }

    @Word(value = "Nvidia's GPUs, as files of /etc/cdi describe them", takes = "'all', a number, or 'device=ID,ID'", example = "gpus 'all'")
    public void gpus(String which) {
        ifGiven("gpus", which, text -> GpuRequest.parse(text).ifPresentOrElse(
                devices -> devices.forEach(device -> set("gpus", device, ContainerSpecBuilder::cdiDevice)),
                () -> problem("gpus", "gpus takes 'all', a number, or 'device=ID,ID', not '" + text + "'")));
    }

    public void gpus(int count) {
        gpus(Integer.toString(count));
    }

    @Word(value = "whose namespaces it shares", takes = "pid:, ipc: and uts: with 'host' or 'container:NAME'; ipc: with 'none' or 'shareable', too",
            example = "share pid: 'host', ipc: 'container:other'")
    public void share(Map<String, ?> kinds) {
        NamedValues named = new NamedValues(this, "share", kinds, "pid", "ipc", "uts");
        named.text("pid").ifPresent(text -> share(text, ContainerSpecBuilder::pidNamespace));
        named.text("ipc").ifPresent(text -> share(text, ContainerSpecBuilder::ipcNamespace));
        named.text("uts").ifPresent(text -> share(text, ContainerSpecBuilder::utsNamespace));
    }

    private void share(String text, BiConsumer<ContainerSpecBuilder, NamespaceChoice> setter) {
        NamespaceChoice.parse(text).ifPresentOrElse(
                choice -> set("share", choice, setter),
                () -> problem("share", "share takes 'host' or 'container:NAME', not '" + text + "'"));
    }
}
