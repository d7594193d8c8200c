package dev.groovebox.dsl;

import dev.groovebox.sandbox.build.dockerfile.DockerfileReader;
import dev.groovebox.sandbox.operation.ArchiveForm;
import dev.groovebox.sandbox.operation.ArchiveInput;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.LoadedImage;
import dev.groovebox.sandbox.operation.Packing;
import dev.groovebox.sandbox.spec.BuildStep;
import groovy.lang.Binding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The verbs of a script that read and write archives. Paths start from the script's folder. */
public abstract class ArchiveWords extends RegistryWords {
    ArchiveWords() {}

    ArchiveWords(Binding binding) {
        super(binding);
    }

    @Word(value = "makes an image of a root filesystem's tar", takes = "a file or an address",
            example = "importImage 'root.tar.gz', as: 'debian:12'")
    public ImageSummary importImage(String source) {
        return importImage(Map.of(), source);
    }

    public ImageSummary importImage(Map<String, ?> options, String source) {
        NamedValues named = new NamedValues(
                Problems.FAIL, "importImage", options, "as", "message", "change", "maxLayerSize");
        List<BuildStep> changes = changes(options.get("change")).stream()
                .map(line -> DockerfileReader.trigger("importImage", line))
                .toList();
        return context().perform(new ArchiveOperation.ImportImage(
                input(source), named.text("as"), named.text("message").orElse(""), changes, mostLayerBytes(named)));
    }

    @Word(value = "takes the images of an archive", takes = "a file", example = "load('images.tar').each { println it.names }")
    public List<ImageSummary> load(String file) {
        return load(Map.of(), file);
    }

    public List<ImageSummary> load(Map<String, ?> options, String file) {
        NamedValues named = new NamedValues(Problems.FAIL, "load", options, "maxLayerSize");
        return context().perform(new ArchiveOperation.LoadImages(input(file), mostLayerBytes(named))).stream()
                .map(LoadedImage::image)
                .toList();
    }

    @Word(value = "writes images to an archive", takes = "names of images and a file: save 'app', to: 'app.tar'",
            example = "save 'host/base', to: 'base.tar.gz', compress: 'gzip'")
    public void save(Map<String, ?> options, String... images) {
        NamedValues named = new NamedValues(Problems.FAIL, "save", options, "to", "format", "compress");
        if (images.length == 0) {
            Problems.FAIL.problem("save", "save takes names of images and a file: save 'app', to: 'app.tar'");
        }
        ArchiveForm form = choice("save", "format", named, ArchiveForm.values(), ArchiveForm::word);
        context().perform(new ArchiveOperation.SaveImages(List.of(images), form, packing("save", named), output("save", named)));
    }

    @Word(value = "writes a container's root filesystem as a tar", takes = "a container's name or id and a file",
            example = "export 'web', to: 'web.tar'")
    public void export(Map<String, ?> options, String container) {
        NamedValues named = new NamedValues(Problems.FAIL, "export", options, "to", "compress");
        context().perform(new ArchiveOperation.ExportContainer(container, packing("export", named), output("export", named)));
    }

    /** A line of a Dockerfile, or several. */
    private static List<String> changes(Object given) {
        Optional<List<String>> lines = given == null
                ? Optional.of(List.of())
                : Texts.all(given instanceof Iterable<?> several ? several : List.of(given));
        if (lines.isEmpty()) {
            Problems.FAIL.problem("importImage", "importImage takes as 'change:' lines of a Dockerfile, not " + Misuse.shown(given));
        }
        return lines.orElseThrow();
    }

    private ArchiveInput input(String source) {
        return source.startsWith("http://") || source.startsWith("https://")
                ? ArchiveInput.named(source)
                : ArchiveInput.of(context().resolve(source));
    }

    private ArchiveOutput output(String word, NamedValues named) {
        Optional<String> file = named.text("to");
        if (file.isEmpty()) {
            Problems.FAIL.problem(word, word + " needs a file: to: 'FILE.tar'");
        }
        return new ArchiveOutput.File(context().resolve(file.orElseThrow()));
    }

    private static long mostLayerBytes(NamedValues named) {
        return named.bytes("maxLayerSize").orElse(ArchiveOperation.MOST_LAYER_BYTES);
    }

    static Packing packing(String word, NamedValues named) {
        return choice(word, "compress", named, Packing.values(), packing -> packing.name().toLowerCase(Locale.ROOT));
    }

    /** The first is meant when nothing is said. */
    private static <E> E choice(String word, String name, NamedValues named, E[] choices, Function<E, String> words) {
        Optional<String> text = named.text(name);
        if (text.isEmpty()) {
            return choices[0];
        }
        Optional<E> chosen = Arrays.stream(choices).filter(choice -> words.apply(choice).equals(text.get())).findFirst();
        if (chosen.isEmpty()) {
            Problems.FAIL.problem(word, name + ": '" + text.get() + "' is none of "
                    + String.join(", ", Arrays.stream(choices).map(words).toList()));
        }
        return chosen.orElseThrow();
    }
}
