package dev.groovebox.sandbox.image;

import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import dev.groovebox.registry.oci.Index;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.operation.PruneRules;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which images a pruning takes. */
final class PruneChoice {
    private final PruneRules rules;
    private final ImageLoader loader;
    private final ImageUsers users;

    PruneChoice(PruneRules rules, ImageLoader loader, ImageUsers users) {
        this.rules = rules;
        this.loader = loader;
        this.users = users;
    }

    private record Candidate(Descriptor entry, StoredImage image) {}

    /** @param lines receives what loses its name */
    Index mark(Index index, List<String> lines) throws IOException {
        List<Candidate> images = images(index);
        Set<Digest> kept = kept(images);
        Index marked = index;
        for (Candidate candidate : images) {
            if (!kept.contains(candidate.entry.digest()) && isMeant(candidate)) {
                candidate.image.names().forEach(name -> lines.add("Untagged: " + name));
                marked = ImageIndex.removed(marked, candidate.entry, candidate.image.id());
            }
        }
        return marked;
    }

    /** An image that can't be read is left to {@code system check}: its age and labels are not known. */
    private List<Candidate> images(Index index) throws IOException {
        Map<Digest, Descriptor> entries = new LinkedHashMap<>();
        for (Descriptor entry : index.manifests()) {
            if (!ImageIndex.isRemoved(entry)) {
                entries.putIfAbsent(entry.digest(), entry);
            }
        }
        List<Candidate> images = new ArrayList<>();
        for (Descriptor entry : entries.values()) {
            try {
                images.add(new Candidate(entry, loader.load(index, entry)));
            } catch (EngineException damaged) {
                continue;
            }
        }
        return images;
    }

    private boolean isMeant(Candidate candidate) throws IOException {
        StoredImage image = candidate.image;
        if (!rules.all() && !image.names().isEmpty()) {
            return false;
        }
        boolean old = rules.before().isEmpty()
                || image.config().created().filter(made -> made.isBefore(rules.before().get())).isPresent();
        return old && hasLabels(image) && isUnused(candidate);
    }

    private boolean isUnused(Candidate candidate) throws IOException {
        for (Digest other : ImageIndex.idsOf(candidate.entry)) {
            if (!users.containersOf(other).isEmpty()) {
                return false;
            }
        }
        return users.containersOf(candidate.image.id()).isEmpty();
    }

    private boolean hasLabels(StoredImage image) {
        Map<String, String> labels = image.config().execution().labels();
        return rules.labels().entrySet().stream().allMatch(wanted -> labels.containsKey(wanted.getKey())
                && (wanted.getValue().isEmpty() || wanted.getValue().equals(labels.get(wanted.getKey()))));
    }

    private Set<Digest> kept(List<Candidate> images) {
        Set<Digest> kept = new HashSet<>();
        if (rules.keep().isEmpty()) {
            return kept;
        }
        Map<String, List<Candidate>> byRepository = new LinkedHashMap<>();
        for (Candidate candidate : images) {
            for (String repository : repositories(candidate.image)) {
                byRepository.computeIfAbsent(repository, name -> new ArrayList<>()).add(candidate);
            }
        }
        for (List<Candidate> together : byRepository.values()) {
            together.sort(Comparator.comparing(PruneChoice::time).reversed());
            together.stream().limit(rules.keep().getAsInt()).forEach(candidate -> kept.add(candidate.entry.digest()));
        }
        return kept;
    }

    private static Instant time(Candidate candidate) {
        return candidate.image.config().created().orElse(Instant.EPOCH);
    }

    /** Nameless images count as one repository. */
    private static List<String> repositories(StoredImage image) {
        return image.names().isEmpty()
                ? List.of("")
                : image.names().stream().map(name -> Reference.parse(name).name()).distinct().toList();
    }
}
