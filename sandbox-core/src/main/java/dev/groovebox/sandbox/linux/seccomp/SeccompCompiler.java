package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.linux.capability.CapabilitySet;
import java.io.IOException;

/** Makes the kernel's filter program of a profile. */
public interface SeccompCompiler {
    /**
     * Docker's default profile for a container with these capabilities, as an array of struct sock_filter
     * (8 bytes each, this machine's byte order), for this machine's native and compatible architectures.
     */
    byte[] defaultProfile(CapabilitySet capabilities) throws IOException;

    /**
     * A profile of the user's for a container with these capabilities.
     *
     * @param text docker's JSON form
     * @throws dev.groovebox.sandbox.failure.EngineException INVALID telling what is wrong with it
     */
    byte[] profile(String text, CapabilitySet capabilities) throws IOException;
}
