package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, since the collector is chosen when one starts. */
class OldGenerationTests {

    /** Fills the old generation with bytes that are dropped then, and prints what {@code collect} does about them. */
    static final class Filled {

        public static void main(String[] arguments) {
            OldGeneration generation = new OldGeneration();
            generation.collect();
            long collections = collections();
            List<byte[]> bytes = fill(Integer.parseInt(arguments[0]));
            long filled = used();
            bytes.clear();
            generation.collect();
            System.out.println("collected " + (collections() > collections) + ", freed " + (filled - used() >> 20));
            generation.collect();
            long afterwards = collections();
            generation.collect();
            System.out.println("collected again " + (collections() > afterwards));
        }

        private static List<byte[]> fill(int megabytes) {
            List<byte[]> bytes = new ArrayList<>();
            for (int i = 0; i < megabytes; i++) {
                bytes.add(new byte[1 << 20]);
            }
            return bytes;
        }

        private static long used() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().matches(".*(Tenured|Old) Gen"))
                    .mapToLong(pool -> pool.getUsage().getUsed())
                    .sum();
        }

        /** Of the whole heap: as many as somebody asked for, where it is large enough. */
        private static long collections() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(collector -> collector.getName().matches("MarkSweepCompact|G1 Old Generation"))
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }
    }

    @Test
    void whatLiesDeadInTheSerialCollectorsOldGenerationIsCollectedOnce() throws Exception {
        assertThat(run("-XX:+UseSerialGC", 40))
                .satisfiesExactly(
                        first -> assertThat(first).matches("collected true, freed (3|4)\\d"),
                        second -> assertThat(second).isEqualTo("collected again false"));
    }

    @Test
    void littleIsLeftLying() throws Exception {
        assertThat(run("-XX:+UseSerialGC", 4)).first().asString().startsWith("collected false");
    }

    @Test
    void otherCollectorsAreLeftAlone() throws Exception {
        assertThat(run("-XX:+UseG1GC", 40)).first().asString().startsWith("collected false");
    }

    private static List<String> run(String collector, int megabytes) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        collector,
                        "-Xmx256m",
                        "-Xms256m",
                        "-Xmn4m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Filled.class.getName(),
                        Integer.toString(megabytes))
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (Stream<String> output = process.inputReader().lines()) {
            lines = output.toList();
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
