package dev.groovebox.shell.command;

import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.shell.grammar.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The verbs. A command's class is loaded only when its verb is used. */
public final class Commands {
    private static final List<String> VERBS = List.of(
            "run", "create", "start", "stop", "restart", "kill", "pause", "unpause", "wait", "rename", "update", "rm", "ps",
            "container",
            "exec", "attach", "cp", "logs", "top", "stats", "diff", "port", "explain", "events",
            "commit", "snapshot", "snapshots", "rollback", "fork",
            "build", "images", "rmi", "inspect", "history", "tag",
            "pull", "push", "login", "logout", "search", "tags", "copy", "manifest", "referrers",
            "load", "save", "import", "export",
            "image", "network", "volume", "system", "info", "version", "check", "plan", "convert", "help");
    /** About scripts and the command line itself: at the prompt of the shell they mean nothing. */
    private static final Set<String> NOT_AT_THE_PROMPT = Set.of("check", "plan", "convert", "help");

    private Commands() {}

    public static List<String> verbs() {
        return VERBS;
    }

    public static List<String> verbsAtThePrompt() {
        return VERBS.stream().filter(verb -> !NOT_AT_THE_PROMPT.contains(verb)).toList();
    }

    /** @param verb one of {@link #verbs()}, one of two words of a {@link GroupCommand}, or what a command line without one stands for: repl, script, eval */
    public static Command named(String verb) {
        return switch (verb) {
            case "run" -> new RunCommand();
            case "exec" -> new ExecCommand();
            case "build" -> new BuildCommand();
            case "attach" -> new AttachCommand();
            case "cp" -> new CpCommand();
            case "logs" -> new LogsCommand();
            case "top" -> new TopCommand();
            case "stats" -> new StatsCommand();
            case "port" -> new PortCommand();
            case "diff" -> new DiffCommand();
            case "explain" -> new ExplainCommand();
            case "events" -> new EventsCommand();
            case "exec ls" -> new ExecLsCommand();
            case "exec kill" -> new ExecKillCommand();
            case "create" -> new CreateCommand();
            case "start" -> new StartCommand();
            case "stop" -> new StopCommand(false);
            case "restart" -> new StopCommand(true);
            case "kill" -> new KillCommand();
            case "pause" -> new PauseCommand();
            case "unpause" -> new UnpauseCommand();
            case "wait" -> new WaitCommand();
            case "rename" -> new RenameCommand();
            case "update" -> new UpdateCommand();
            case "container" -> new GroupCommand("container", "Manage containers")
                    .same("ls", "ps").same("run", "run").same("create", "create").same("start", "start").same("stop", "stop")
                    .same("restart", "restart").same("kill", "kill").same("pause", "pause").same("unpause", "unpause")
                    .same("wait", "wait").same("rename", "rename").same("update", "update").same("rm", "rm")
                    .same("exec", "exec").same("attach", "attach").same("cp", "cp").same("logs", "logs").same("top", "top").same("stats", "stats").same("diff", "diff").same("port", "port")
                    .own("exists", "inspect", "prune");
            case "container inspect" -> new InspectCommand(Optional.of("container"));
            case "container exists" -> new ContainerExistsCommand();
            case "container prune" -> new ContainerPruneCommand();
            case "ps" -> new PsCommand();
            case "images" -> new ImagesCommand();
            case "rm" -> new RmCommand();
            case "rmi" -> new RmiCommand();
            case "commit" -> new CommitCommand();
            case "snapshot" -> new SnapshotCommand();
            case "snapshots" -> new SnapshotsCommand();
            case "rollback" -> new RollbackCommand();
            case "fork" -> new ForkCommand();
            case "inspect" -> new InspectCommand(Optional.empty());
            case "history" -> new HistoryCommand();
            case "tag" -> new TagCommand();
            case "pull" -> new PullCommand();
            case "push" -> new PushCommand();
            case "login" -> new LoginCommand();
            case "logout" -> new LogoutCommand();
            case "search" -> new SearchCommand();
            case "tags" -> new TagsCommand();
            case "copy" -> new CopyCommand();
            case "manifest" -> new GroupCommand("manifest", "Look at and delete what registries have").own("inspect", "rm");
            case "manifest inspect" -> new ManifestInspectCommand();
            case "manifest rm" -> new ManifestRmCommand();
            case "referrers" -> new GroupCommand("referrers", "Artifacts that refer to images in registries").own("ls", "add");
            case "referrers ls" -> new ReferrersLsCommand();
            case "referrers add" -> new ReferrersAddCommand();
            case "load" -> new LoadCommand();
            case "save" -> new SaveCommand();
            case "import" -> new ImportCommand();
            case "export" -> new ExportCommand();
            case "image" -> new GroupCommand("image", "Manage images")
                    .same("build", "build").same("ls", "images").same("rm", "rmi").same("history", "history").same("tag", "tag").same("pull", "pull").same("push", "push")
                    .same("load", "load").same("save", "save").same("import", "import")
                    .own("inspect", "prune");
            case "image inspect" -> new InspectCommand(Optional.of("image"));
            case "image prune" -> new ImagePruneCommand();
            case "volume" -> new GroupCommand("volume", "Manage volumes")
                    .own("create", "ls", "inspect", "rm", "prune", "export", "import", "snapshot", "restore");
            case "volume create" -> VolumeCommand.CREATE;
            case "volume ls" -> VolumeCommand.LS;
            case "volume inspect" -> new InspectCommand(Optional.of("volume"));
            case "volume rm" -> VolumeCommand.RM;
            case "volume prune" -> VolumeCommand.PRUNE;
            case "volume export" -> VolumeCommand.EXPORT;
            case "volume import" -> VolumeCommand.IMPORT;
            case "volume snapshot" -> VolumeCommand.SNAPSHOT;
            case "volume restore" -> VolumeCommand.RESTORE;
            case "network" -> new GroupCommand("network", "Manage networks")
                    .own("create", "ls", "inspect", "rm", "prune", "connect", "disconnect", "repair");
            case "network create" -> NetworkCommand.CREATE;
            case "network ls" -> NetworkCommand.LS;
            case "network inspect" -> new InspectCommand(Optional.of("network"));
            case "network rm" -> NetworkCommand.RM;
            case "network prune" -> NetworkCommand.PRUNE;
            case "network connect" -> NetworkCommand.CONNECT;
            case "network disconnect" -> NetworkCommand.DISCONNECT;
            case "network repair" -> NetworkCommand.REPAIR;
            case "system" -> new GroupCommand("system", "Manage the engine's store").own("boot", "check", "df", "prune").same("info", "info").same("events", "events");
            case "system boot" -> new SystemBootCommand();
            case "system check" -> new SystemCheckCommand();
            case "system df" -> new SystemDfCommand();
            case "system prune" -> new SystemPruneCommand();
            case "info" -> new InfoCommand();
            case "check" -> new CheckCommand();
            case "plan" -> new PlanCommand();
            case "convert" -> new ConvertCommand();
            case "help" -> new HelpCommand();
            case "script" -> new ScriptCommand();
            case "eval" -> new EvalCommand();
            case "repl" -> new ReplCommand();
            case "version" -> new VersionCommand();
            default -> throw new UsageException("unknown command '" + verb + "'");
        };
    }

    /** The usage of the program as a whole. */
    public static String overview() {
        StringBuilder text = new StringBuilder();
        text.append("""
                Usage: groovebox [--root DIR] [--debug] COMMAND [ARG...]
                       groovebox [--root DIR] [--debug] FILE.groovy [ARG...]    run a script
                       groovebox [--root DIR] [--debug] -e CODE [ARG...]        run code
                       groovebox [--root DIR] [--debug]                         interactive shell

                Build images and run containers.

                Commands:
                """);
        for (String verb : VERBS) {
            text.append(String.format("  %-10s %s%n", verb, named(verb).grammar().description()));
        }
        return text.append("""

                Options:
                  --root DIR  keep images and containers there (else GROOVEBOX_ROOT, else the system's folder)
                  --debug     show stack traces of errors
                  --version   show the version

                'groovebox COMMAND --help' shows how a command is used.
                """).toString();
    }

    /** "; did you mean 'x'?" or nothing. */
    public static String suggestion(String word) {
        return NearestWord.hint(word, VERBS);
    }
}
