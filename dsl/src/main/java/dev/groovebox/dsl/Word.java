package dev.groovebox.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method as a word of the language. Errors, completion, help and the manual's tables all read it here. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Word {
    /** What it means, in a line. */
    String value();

    /** What has to follow it, to be read after "takes"; empty for a word that is a value itself. */
    String takes() default "";

    /** How it is written. */
    String example();
}
