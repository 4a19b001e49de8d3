package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Whether two kinds of requests take the same time: Welch's t-test on interleaved samples, of which the faster half counts,
 * since other work of the machine only ever adds. What is refused is a difference beyond a tolerance. A machine under load
 * makes differences of its own, so that fresh samples are taken twice before they count.
 */
final class Welch {

    /** Beyond this, chance is no explanation. */
    private static final double SIGNIFICANT = 4.5;

    private static final int ATTEMPTS = 3;

    private Welch() {}

    /**
     * @param samples of each kind
     * @param tolerance in nanoseconds: what may differ, since nobody could measure it from afar
     */
    static void assertSameTime(int samples, long tolerance, Runnable one, Runnable other) {
        List<String> seen = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Long> ones = new ArrayList<>();
            List<Long> others = new ArrayList<>();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                order.addAll(List.of(0, 1));
            }
            Collections.shuffle(order);
            warmUp(one, other);
            order.forEach(kind -> (kind == 0 ? ones : others).add(timed(kind == 0 ? one : other)));
            double t = t(trimmed(ones), trimmed(others), tolerance);
            if (t < SIGNIFICANT) {
                return;
            }
            seen.add("t = %.1f: %.3f ms and %.3f ms"
                    .formatted(t, mean(trimmed(ones)) / 1e6, mean(trimmed(others)) / 1e6));
        }
        assertThat(seen).as("samples that differ").isEmpty();
    }

    private static void warmUp(Runnable one, Runnable other) {
        for (int i = 0; i < 5; i++) {
            one.run();
            other.run();
        }
    }

    private static long timed(Runnable request) {
        long start = System.nanoTime();
        request.run();
        return System.nanoTime() - start;
    }

    /** The faster half. */
    private static double[] trimmed(List<Long> times) {
        return times.stream()
                .sorted()
                .limit(times.size() / 2)
                .mapToDouble(Long::doubleValue)
                .toArray();
    }

    /** How many standard errors the difference of the means is beyond the tolerance; negative if it is within. */
    private static double t(double[] one, double[] other, long tolerance) {
        double error = Math.sqrt(variance(one) / one.length + variance(other) / other.length);
        return (Math.abs(mean(one) - mean(other)) - tolerance) / error;
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return DoubleStream.of(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
