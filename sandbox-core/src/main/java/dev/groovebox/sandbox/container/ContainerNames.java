package dev.groovebox.sandbox.container;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Names for containers that were given none: a mood and an instrument. */
final class ContainerNames {
    private static final List<String> MOODS = List.of(
            "analog", "bouncing", "breezy", "bright", "calm", "crisp", "dancing", "deep", "dreamy", "dusty", "electric",
            "fluid", "funky", "gentle", "glowing", "golden", "happy", "hazy", "jazzy", "lazy", "live", "lofi", "loud",
            "lucid", "lush", "mellow", "minor", "modal", "muted", "noisy", "offbeat", "plucky", "quiet", "rolling",
            "shuffled", "silky", "slow", "smooth", "snappy", "soulful", "steady", "sunny", "sweet", "swinging",
            "syncopated", "tight", "tuned", "upbeat", "vivid", "warm", "wild", "wobbly");
    private static final List<String> INSTRUMENTS = List.of(
            "accordion", "banjo", "bass", "bassoon", "bell", "bongo", "bugle", "cabasa", "celesta", "cello", "chime",
            "clarinet", "clave", "conga", "cornet", "cowbell", "cymbal", "djembe", "drum", "fiddle", "flute", "gong",
            "guitar", "harmonica", "harp", "horn", "kalimba", "keytar", "koto", "lute", "lyre", "mandolin", "maraca",
            "marimba", "oboe", "ocarina", "organ", "piano", "piccolo", "rhodes", "sampler", "sax", "shaker", "sitar",
            "snare", "synth", "tabla", "timpani", "triangle", "trombone", "trumpet", "tuba", "ukulele", "viola",
            "violin", "whistle", "wurlitzer", "xylophone", "zither");

    private ContainerNames() {}

    /** @param attempt from 0; later ones carry a number, so that a full house has room */
    static String random(int attempt) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String name = MOODS.get(random.nextInt(MOODS.size())) + "_" + INSTRUMENTS.get(random.nextInt(INSTRUMENTS.size()));
        return attempt == 0 ? name : name + random.nextInt(10_000);
    }
}
