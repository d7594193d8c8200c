package dev.groovebox.sandbox.build;

import dev.groovebox.sandbox.spec.Instruction;

/**
 * A step at its place in a build.
 *
 * @param number among all steps that are done, from 1
 * @param place tells it from all others of its image, also when its words change
 * @param useCache an earlier result counts
 */
record StepScope(Instruction instruction, int number, int total, Stage stage, String place, boolean useCache) {}
