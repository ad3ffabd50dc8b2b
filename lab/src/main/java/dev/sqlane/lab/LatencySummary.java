package dev.sqlane.lab;

import java.util.List;

/**
 * How long the completed pieces of work of a round took, from the moment the application began with each until it was
 * acknowledged, everything that had to be tried again included. In milliseconds; all zero where nothing completed.
 *
 * @param p50Millis half of them took no longer
 * @param p99Millis 99 of 100 took no longer
 * @param p999Millis 999 of 1,000 took no longer
 * @param maxMillis the longest
 * @param curve the whole distribution, from the shortest to the longest: ten points for each tenth, hundredth, thousandth part that is
 *     left above, so that the longest few are drawn as finely as the many; some fifty points for a hundred thousand pieces
 * @since 0.1.0
 */
public record LatencySummary(
        double p50Millis, double p99Millis, double p999Millis, double maxMillis, List<PercentilePoint> curve) {
    /** Nothing completed. */
    public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, List.of());

    public LatencySummary {
        curve = List.copyOf(curve);
    }
}
