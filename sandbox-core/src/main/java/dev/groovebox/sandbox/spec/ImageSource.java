package dev.groovebox.sandbox.spec;

import java.util.List;

/** What an image is built on. */
public sealed interface ImageSource {
    /** An image of the store, by reference or id. */
    record Named(String reference) implements ImageSource {}

    /** Programs of this machine: commands or Debian package names. */
    record Host(List<String> programs, boolean certificates) implements ImageSource {
        public Host {
            programs = List.copyOf(programs);
        }
    }

    /** Nothing at all. */
    record Scratch() implements ImageSource {}
}
