package dev.groovebox.registry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON that may be hostile, and writes it. Only UTF-8, no name twice in an object, nothing after the value. */
public final class Json {
    /** The most that a manifest or configuration may have; docker took one of 300 MiB. */
    public static final int MOST_BYTES = 4 << 20;

    private static final int MOST_DEPTH = 64;
    private static final char REPLACEMENT = '\uFFFD';
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNumberLength(64)
                    .maxStringLength(MOST_BYTES)
                    .maxNameLength(MOST_BYTES)
                    .build())
            .build();

    private Json() {}

    /** @throws JsonException when the bytes are too many, or anything but one JSON object */
    public static JsonObject readObject(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new JsonException(bytes.length + " bytes of JSON are more than the most, " + MOST_BYTES);
        }
        return readObjectOfAnySize(bytes);
    }

    /** @throws JsonException when the text is anything but one JSON array */
    public static List<JsonValue> readArray(String text) {
        if (read(text) instanceof JsonValue.Array array) {
            return array.elements();
        }
        throw new JsonException("not a JSON array");
    }

    /** @throws JsonException when the bytes are too many, or anything but one JSON array */
    public static List<JsonValue> readArray(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new JsonException(bytes.length + " bytes of JSON are more than the most, " + MOST_BYTES);
        }
        return readArray(decode(bytes));
    }

    /** For documents of our own that may grow, such as an index of all images. */
    public static JsonObject readObjectOfAnySize(byte[] bytes) {
        // Decoded here, since Jackson would guess UTF-16 and UTF-32 too.
        if (read(decode(bytes)) instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("not a JSON object");
    }

    private static JsonValue read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonException("no JSON");
            }
            JsonValue value = readValue(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("something follows the JSON " + (value instanceof JsonObject ? "object" : "value"));
            }
            return value;
        } catch (IOException e) {
            throw new JsonException("not valid JSON: " + firstLine(e), e);
        }
    }

    public static byte[] write(JsonValue value) {
        return text(value, false).getBytes(StandardCharsets.UTF_8);
    }

    public static String text(JsonValue value, boolean pretty) {
        if (pretty) {
            return PrettyJson.of(value);
        }
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** Strictly; what the usual decoder did not have to replace anything in was valid, and that is most of what is read. */
    private static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new JsonException("not valid JSON: not in UTF-8", e);
        }
    }

    private static JsonObject readObject(JsonParser parser) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, readValue(parser));
        }
        return new JsonObject(members);
    }

    private static JsonValue readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> new JsonValue.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Number(parser.getDecimalValue());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            default -> throw new JsonException("unexpected " + parser.currentToken());
        };
    }

    private static JsonValue.Array readArray(JsonParser parser) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(readValue(parser));
        }
        return new JsonValue.Array(elements);
    }

    private static void write(JsonGenerator generator, JsonValue value) throws IOException {
        if (value instanceof JsonObject object) {
            generator.writeStartObject();
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                generator.writeFieldName(member.getKey());
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof JsonValue.Array array) {
            generator.writeStartArray();
            for (JsonValue element : array.elements()) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof JsonValue.Text text) {
            generator.writeString(text.value());
        } else if (value instanceof JsonValue.Number number) {
            generator.writeNumber(number.value());
        } else if (value instanceof JsonValue.Bool bool) {
            generator.writeBoolean(bool.value());
        } else {
            generator.writeNull();
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
