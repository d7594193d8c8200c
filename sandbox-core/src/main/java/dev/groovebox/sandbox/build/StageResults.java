package dev.groovebox.sandbox.build;

import java.io.IOException;

/** The ends of a build's stages. */
interface StageResults {
    /** Waits until the stage is done, and begins it when nobody has. */
    BuildState of(Stage stage) throws IOException, InterruptedException;
}
