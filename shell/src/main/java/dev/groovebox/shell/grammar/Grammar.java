package dev.groovebox.shell.grammar;

import dev.groovebox.sandbox.failure.NearestWord;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The options and arguments of one command, in picocli's programmatic model: its annotations would be read by
 * reflection at each start. No lambdas here: to archive one, the JVM links this class, and then it leaves picocli's options
 * out of its class archive, being too old to be archived once linked.
 */
public final class Grammar {
    private final String name;
    private final String description;
    private final CommandSpec spec = CommandSpec.create();

    /** @param synopsis what follows the name: "[OPTIONS] IMAGE [COMMAND] [ARG...]" */
    public Grammar(String name, String synopsis, String description) {
        this.name = name;
        this.description = description;
        spec.name(name);
        spec.parser().expandAtFiles(false).overwrittenOptionsAllowed(true);
        spec.usageMessage()
                .customSynopsis("groovebox " + name + " " + synopsis)
                .description(description)
                .sortOptions(false);
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class).auxiliaryTypes(String.class).arity("0..*").hidden(true).build());
        flag("--help", "Show this text");
    }

    /** Docker's rule for commands whose words are another program's: the first of them ends our options. */
    public Grammar optionsEndAtFirstWord() {
        spec.parser().stopAtPositional(true);
        return this;
    }

    /** @param names "-t --tty" */
    public Grammar flag(String names, String text) {
        return add(option(names).type(boolean.class).arity("0").description(text));
    }

    /** An option with a value; given again, the last counts, unless {@link Arguments#list} asks for all. */
    public Grammar value(String names, String label, String text) {
        return add(values(names).paramLabel(label).description(text));
    }

    /** Known, so that it is told from a mistyped one, and not shown. */
    public Grammar hiddenFlag(String names) {
        return add(option(names).type(boolean.class).arity("0").hidden(true));
    }

    public Grammar hiddenValue(String names) {
        return add(values(names).hidden(true));
    }

    private static OptionSpec.Builder values(String names) {
        return option(names).type(List.class).auxiliaryTypes(String.class).arity("1");
    }

    private static OptionSpec.Builder option(String names) {
        return OptionSpec.builder(names.split(" "));
    }

    private Grammar add(OptionSpec.Builder option) {
        spec.addOption(option.build());
        return this;
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    /** The long names of the options that are shown. */
    public List<String> optionNames() {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                names.add(option.longestName());
            }
        }
        return names;
    }

    public String usage() {
        return new CommandLine(spec).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    /**
     * @throws UsageException when the words do not fit
     * @throws Help when they ask for it
     */
    public Arguments parse(List<String> words) {
        CommandLine commandLine = new CommandLine(spec);
        try {
            Arguments arguments = new Arguments(commandLine.parseArgs(words.toArray(new String[0])));
            if (arguments.flag("--help")) {
                throw new Help(usage());
            }
            return arguments;
        } catch (UnmatchedArgumentException e) {
            throw unknown(e.getUnmatched().get(0));
        } catch (MissingParameterException e) {
            throw new UsageException(e.getMissing().get(0).toString() + " is given no value");
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage().lines().findFirst().orElse("bad arguments"));
        }
    }

    private UsageException unknown(String word) {
        List<String> known = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            known.add(option.longestName());
        }
        return new UsageException("unknown option '" + word + "'" + NearestWord.hint(word, known));
    }
}
