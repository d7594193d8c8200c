package dev.groovebox.sandbox.spec;

/**
 * A resource limit as setrlimit(2) takes it.
 *
 * @param name docker's word: nofile, nproc, core ...
 * @param soft -1 means unlimited
 * @param hard -1 means unlimited
 */
public record Ulimit(String name, long soft, long hard) {}
