/**
 * Reads Dockerfiles: text to lines, lines to instructions, instructions to the steps of a build. Where the reference
 * leaves a choice it does what BuildKit's frontend does.
 */
package dev.groovebox.sandbox.build.dockerfile;
