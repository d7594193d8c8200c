package dev.groovebox.dsl;

import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.NetworkSpec.Attachment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what is asked of a network that a container is put on. */
final class AttachmentWords {
    private AttachmentWords() {}

    static Attachment read(Problems problems, String word, Map<String, ?> options, String network) {
        NamedValues named = new NamedValues(problems, word, options, "alias", "ip", "mac");
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : named.texts("ip")) {
            IpText.parse(text).ifPresentOrElse(addresses::add, () -> problems.problem(word, "'" + text + "' is no address"));
        }
        return new Attachment(network, named.texts("alias"), addresses, named.text("mac"));
    }
}
