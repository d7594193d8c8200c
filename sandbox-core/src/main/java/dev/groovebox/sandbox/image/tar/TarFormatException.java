package dev.groovebox.sandbox.image.tar;

import java.io.IOException;

/** The archive is damaged, cut short, or says something that no archive of files may say. */
public class TarFormatException extends IOException {
    public TarFormatException(String message) {
        super(message);
    }
}
