package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.operation.PulledImage;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.Referrer;
import dev.groovebox.sandbox.operation.RegistryOperation;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells what would be done with registries. Secrets are not told. */
final class RegistryPlan {
    private final Consumer<String> plan;

    RegistryPlan(Consumer<String> plan) {
        this.plan = plan;
    }

    static boolean onlyReads(RegistryOperation<?> operation) {
        return operation instanceof RegistryOperation.ListTags
                || operation instanceof RegistryOperation.SearchImages
                || operation instanceof RegistryOperation.InspectManifest
                || operation instanceof RegistryOperation.ListReferrers;
    }

    /** Answers what a success would. */
    Object tell(RegistryOperation<?> operation) {
        if (operation instanceof RegistryOperation.Pull pull) {
            plan.accept("pull image " + pull.image());
            return List.of(new PulledImage(pull.image(), pull.image(), pull.image(), false));
        }
        if (operation instanceof RegistryOperation.Push push) {
            String to = push.to().orElse(push.image());
            plan.accept("push image " + push.image() + " to " + to);
            return List.of(new PushedImage(to, to, 0));
        }
        if (operation instanceof RegistryOperation.CopyRemote copy) {
            plan.accept("copy " + copy.source() + " to " + copy.target());
            return new PushedImage(copy.target(), copy.target(), 0);
        }
        if (operation instanceof RegistryOperation.AttachArtifact attach) {
            plan.accept("attach an artifact of type " + attach.type() + " to " + attach.reference());
            return new Referrer("planned", attach.type(), attach.content().length, Map.of());
        }
        if (operation instanceof RegistryOperation.DeleteRemote delete) {
            plan.accept("delete " + delete.reference() + " from its registry");
            return delete.reference();
        }
        if (operation instanceof RegistryOperation.Login login) {
            plan.accept("log in to " + login.registry() + " as " + login.user());
            return login.registry();
        }
        RegistryOperation.Logout logout = (RegistryOperation.Logout) operation;
        plan.accept("log out from " + logout.registry());
        return logout.registry();
    }
}
