package dev.groovebox.registry.oci;

import dev.groovebox.registry.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/** An operating system and processor in the words that Go uses, as the image-spec asks. */
public record Platform(String os, String architecture, String variant) {
    /** By other words for them, those that docker knows. */
    private static final Map<String, String> GO_ARCHITECTURES = Map.of("x86_64", "amd64", "x86-64", "amd64", "aarch64", "arm64",
            "i386", "386", "armhf", "arm", "armel", "arm");

    public static Platform ofThisMachine() {
        return of("linux", System.getProperty("os.arch"), "");
    }

    /**
     * Reads "linux/arm64", "linux/arm/v7" or, as docker does, the processor or the operating system alone, and other words
     * that docker knows for them.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (!part.matches("[A-Za-z0-9_.-]+")) {
                throw new IllegalArgumentException("'" + text + "' is no platform, such as linux/arm64");
            }
        }
        return switch (parts.length) {
            case 1 -> parts[0].equalsIgnoreCase("linux") ? ofThisMachine() : of("linux", parts[0], "");
            case 2 -> of(parts[0], parts[1], "");
            case 3 -> of(parts[0], parts[1], parts[2]);
            default -> throw new IllegalArgumentException("'" + text + "' is no platform, such as linux/arm64");
        };
    }

    private static Platform of(String os, String architecture, String variant) {
        String word = architecture.toLowerCase(Locale.ROOT);
        String known = GO_ARCHITECTURES.getOrDefault(word, word);
        return new Platform(os.toLowerCase(Locale.ROOT), known,
                word.equals("armel") ? "v6" : normalVariant(known, variant.toLowerCase(Locale.ROOT)));
    }

    private static String normalVariant(String architecture, String variant) {
        boolean numberAlone = architecture.startsWith("arm") && variant.matches("[0-9]");
        boolean first = architecture.equals("amd64") && variant.equals("v1");
        return first ? "" : numberAlone ? "v" + variant : variant;
    }

    public static Platform fromJson(JsonObject json) {
        return new Platform(
                json.requireText("os"), json.requireText("architecture"), json.text("variant").orElse(""));
    }

    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.builder().put("architecture", architecture).put("os", os);
        if (!variant.isEmpty()) {
            json.put("variant", variant);
        }
        return json.build();
    }

    /** Whether what is for the other platform is what one who wants this means: also a lower variant, or none that is told. */
    public boolean accepts(Platform other) {
        return canRun(other) || other.variant.isEmpty() && os.equals(other.os) && architecture.equals(other.architecture);
    }

    /** Its own variant, and lower ones. */
    boolean canRun(Platform other) {
        return os.equals(other.os) && architecture.equals(other.architecture)
                && other.impliedVariant().compareTo(impliedVariant()) <= 0;
    }

    /** Without a variant, arm means v7 and arm64 v8. */
    String impliedVariant() {
        if (!variant.isEmpty()) {
            return variant;
        }
        return switch (architecture) {
            case "arm" -> "v7";
            case "arm64" -> "v8";
            default -> "";
        };
    }

    /** "linux/arm/v7". */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
