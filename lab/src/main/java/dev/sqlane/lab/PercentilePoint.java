package dev.sqlane.lab;

/**
 * A point of the curve of a {@link LatencySummary}.
 *
 * @param percentile from 0 to below 100
 * @param millis so many of 100 took no longer
 * @since 0.1.0
 */
public record PercentilePoint(double percentile, double millis) {}
