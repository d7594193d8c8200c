package dev.groovebox.sandbox.linux.capability;

import dev.groovebox.sandbox.failure.NearestWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The capabilities of one container.
 *
 * @param set what it gets
 * @param unavailable what it should have by the request, and the engine itself does not have
 * @param problems words of the request that name no capability, with the nearest name
 */
public record ContainerCapabilities(CapabilitySet set, List<Capability> unavailable, List<String> problems) {
    private static final String ALL = "ALL";

    public ContainerCapabilities {
        unavailable = List.copyOf(unavailable);
        problems = List.copyOf(problems);
    }

    /**
     * Docker's rule: "add ALL" is everything less what is dropped by name; "drop ALL" is what is added by name alone;
     * otherwise the defaults less what is dropped, and then what is added. Privileged is everything.
     *
     * @param added names without CAP_, upper case, or ALL
     * @param engine what the engine can hand on
     */
    public static ContainerCapabilities resolve(
            Collection<String> added, Collection<String> dropped, boolean privileged, CapabilitySet engine) {
        List<String> problems = new ArrayList<>();
        CapabilitySet plus = named("capabilities add", added, problems);
        CapabilitySet minus = named("capabilities drop", dropped, problems);
        CapabilitySet wanted;
        if (privileged) {
            wanted = all();
        } else if (added.contains(ALL)) {
            wanted = all().minus(minus);
        } else if (dropped.contains(ALL)) {
            wanted = plus;
        } else {
            wanted = CapabilitySet.of(Capability.DEFAULTS).minus(minus).plus(plus);
        }
        List<Capability> unavailable = Arrays.stream(Capability.values())
                .filter(capability -> wanted.has(capability) && !engine.has(capability))
                .toList();
        return new ContainerCapabilities(wanted.within(engine), unavailable, problems);
    }

    private static CapabilitySet all() {
        return CapabilitySet.of(Arrays.asList(Capability.values()));
    }

    private static CapabilitySet named(String where, Collection<String> names, List<String> problems) {
        List<Capability> capabilities = new ArrayList<>();
        for (String name : names) {
            if (!name.equals(ALL)) {
                Capability.named(name).ifPresentOrElse(capabilities::add, () -> problems.add(unknown(where, name)));
            }
        }
        return CapabilitySet.of(capabilities);
    }

    private static String unknown(String where, String name) {
        Stream<String> known = Stream.concat(Arrays.stream(Capability.values()).map(Enum::name), Stream.of(ALL));
        return where + ": '" + name + "' is no capability" + NearestWord.hint(name, known.toList());
    }
}
