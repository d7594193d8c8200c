package dev.groovebox.sandbox.spec;

import dev.groovebox.registry.json.JsonException;
import dev.groovebox.registry.json.JsonObject;
import java.net.InetAddress;

/** A {@link NetworkSpec} as JSON. */
final class NetworkSpecJson {
    private NetworkSpecJson() {}

    static JsonObject write(NetworkSpec network) {
        JsonObject.Builder json = JsonObject.builder();
        if (network instanceof NetworkSpec.Attached attached) {
            return json.put("mode", "networks")
                    .putObjects("networks", attached.attachments().stream().map(NetworkSpecJson::write).toList())
                    .build();
        }
        if (network instanceof NetworkSpec.OfContainer other) {
            return json.put("mode", "container").put("container", other.container()).build();
        }
        return json.put("mode", network.word()).build();
    }

    private static JsonObject write(NetworkSpec.Attachment attachment) {
        JsonObject.Builder json = JsonObject.builder().put("network", attachment.network());
        if (!attachment.aliases().isEmpty()) {
            json.putTexts("aliases", attachment.aliases());
        }
        if (!attachment.addresses().isEmpty()) {
            json.putTexts("addresses", attachment.addresses().stream().map(IpText::of).toList());
        }
        attachment.mac().ifPresent(mac -> json.put("mac", mac));
        return json.build();
    }

    static NetworkSpec read(JsonObject json) {
        return switch (json.requireText("mode")) {
            case "host" -> new NetworkSpec.Host();
            case "none" -> new NetworkSpec.None();
            case "container" -> new NetworkSpec.OfContainer(json.requireText("container"));
            case "networks" -> new NetworkSpec.Attached(
                    json.objects("networks").stream().map(NetworkSpecJson::attachment).toList());
            default -> throw new JsonException("'mode' of a network is unknown: " + json.requireText("mode"));
        };
    }

    private static NetworkSpec.Attachment attachment(JsonObject json) {
        return new NetworkSpec.Attachment(
                json.requireText("network"),
                json.texts("aliases"),
                json.texts("addresses").stream().map(NetworkSpecJson::address).toList(),
                json.text("mac"));
    }

    private static InetAddress address(String text) {
        return IpText.parse(text).orElseThrow(() -> new JsonException("'" + text + "' is no address"));
    }
}
