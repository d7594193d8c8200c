package dev.groovebox.sandbox.image;

/**
 * How an intake tells what it does.
 *
 * @param doing while bytes come: "Downloading"
 * @param done when a layer is here: "Downloaded"
 * @param failing the beginning of an error's line: "cannot pull layer"
 */
public record IntakeWords(String doing, String done, String failing) {
    public static final IntakeWords LOAD = new IntakeWords("Loading", "Loaded", "cannot load layer");
    public static final IntakeWords IMPORT = new IntakeWords("Importing", "Imported", "cannot import");
    public static final IntakeWords PULL = new IntakeWords("Downloading", "Downloaded", "cannot pull layer");
}
