package dev.groovebox.shell.render;

import dev.groovebox.registry.json.Json;
import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.registry.json.JsonValue;
import dev.groovebox.shell.grammar.UsageException;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of Go's templates that {@code inspect --format} is used with, over a JSON document: fields, {@code json},
 * {@code index}, {@code len}, {@code join}, {@code range} and {@code if} with {@code else}.
 */
public final class DocumentTemplate {
    private interface Part {
        void write(JsonValue document, StringBuilder out);
    }

    private final String text;
    private int at;

    private DocumentTemplate(String text) {
        this.text = text;
    }

    /** @throws UsageException when the template can't be read, or asks for what the document has not */
    public static String apply(String text, JsonObject document) {
        DocumentTemplate template = new DocumentTemplate(text);
        Block block = template.block(false);
        StringBuilder out = new StringBuilder();
        block.parts.forEach(part -> part.write(document, out));
        return out.toString();
    }

    /** @param end the word that closed it: "end", "else", or nothing at the end of the text */
    private record Block(List<Part> parts, String end) {
        void write(JsonValue document, StringBuilder out) {
            parts.forEach(part -> part.write(document, out));
        }
    }

    private Block block(boolean inner) {
        List<Part> parts = new ArrayList<>();
        while (at < text.length()) {
            int open = text.indexOf("{{", at);
            String plain = text.substring(at, open < 0 ? text.length() : open);
            parts.add((document, out) -> out.append(plain));
            if (open < 0) {
                at = text.length();
                break;
            }
            int close = text.indexOf("}}", open);
            if (close < 0) {
                throw new UsageException("'{{' is not closed in '" + text + "'");
            }
            at = close + 2;
            List<String> words = TemplateWords.of(text.substring(open + 2, close));
            if (inner && words.size() == 1 && (words.get(0).equals("end") || words.get(0).equals("else"))) {
                return new Block(parts, words.get(0));
            }
            parts.add(action(words));
        }
        if (inner) {
            throw new UsageException("{{end}} is missing in '" + text + "'");
        }
        return new Block(parts, "");
    }

    private Part action(List<String> words) {
        String first = words.get(0);
        List<String> rest = words.subList(1, words.size());
        if (first.equals("range") || first.equals("if") || first.equals("with")) {
            return branch(first, new TemplateValue(rest));
        }
        TemplateValue value = new TemplateValue(words);
        return (document, out) -> out.append(GoText.of(value.of(document)));
    }

    private Part branch(String word, TemplateValue value) {
        Block yes = block(true);
        Block no = yes.end().equals("else") ? block(true) : new Block(List.of(), "end");
        return (document, out) -> {
            JsonValue found = value.of(document);
            if (TemplateValue.isEmpty(found)) {
                no.write(document, out);
            } else if (word.equals("range")) {
                TemplateValue.elements(found).forEach(element -> yes.write(element, out));
            } else {
                yes.write(word.equals("with") ? found : document, out);
            }
        };
    }

    /** How Go prints a value within a template. */
    private static final class GoText {
        private GoText() {}

        static String of(JsonValue value) {
            if (value instanceof JsonValue.Text text) {
                return text.value();
            }
            if (value instanceof JsonValue.Number number) {
                return number.value().toPlainString();
            }
            if (value instanceof JsonValue.Array array) {
                return "[" + String.join(" ", array.elements().stream().map(GoText::of).toList()) + "]";
            }
            if (value instanceof JsonObject object) {
                return "map[" + String.join(" ", object.members().entrySet().stream()
                        .map(member -> member.getKey() + ":" + of(member.getValue())).toList()) + "]";
            }
            return value instanceof JsonValue.Null ? "<no value>" : Json.text(value, false);
        }
    }
}
