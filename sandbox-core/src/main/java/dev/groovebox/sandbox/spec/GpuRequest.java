package dev.groovebox.sandbox.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What docker's {@code --gpus} asks for, as devices of the Container Device Interface: Nvidia's own tool describes them so. */
public final class GpuRequest {
    private static final String KIND = "nvidia.com/gpu=";
    private static final int MOST = 128;

    private GpuRequest() {}

    /** Of all, NUMBER, count=NUMBER, device=ID,ID (in quotes, as docker wants it, or not); absent when it is none of these. */
    public static Optional<List<String>> parse(String text) {
        String plain = text.startsWith("\"") && text.endsWith("\"") && text.length() > 1 ? text.substring(1, text.length() - 1) : text;
        if (plain.startsWith("device=")) {
            List<String> devices = List.of(plain.substring("device=".length()).split(",", -1)).stream().map(KIND::concat).toList();
            return devices.stream().allMatch(device -> CdiName.parse(device).isPresent()) ? Optional.of(devices) : Optional.empty();
        }
        String count = plain.startsWith("count=") ? plain.substring("count=".length()) : plain;
        if (count.equals("all") || count.equals("-1")) {
            return Optional.of(List.of(KIND + "all"));
        }
        return count.matches("[0-9]{1,3}") && Integer.parseInt(count) <= MOST ? Optional.of(first(Integer.parseInt(count))) : Optional.empty();
    }

    private static List<String> first(int count) {
        List<String> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(KIND + i);
        }
        return devices;
    }
}
