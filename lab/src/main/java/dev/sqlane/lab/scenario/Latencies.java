package dev.sqlane.lab.scenario;

import dev.sqlane.lab.LatencySummary;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long pieces of work took. Each thread fills one of its own; they are added up afterwards. */
public final class Latencies {
    /** Three digits: an error below 0.1 %, in 180 kB. */
    private static final int DIGITS = 3;

    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);

    public void record(long nanos) {
        histogram.recordValue(Math.min(Math.max(nanos, 0), LONGEST_NANOS));
    }

    public void add(Latencies other) {
        histogram.add(other.histogram);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    public LatencySummary summary() {
        if (count() == 0) {
            return LatencySummary.NONE;
        }
        return new LatencySummary(
                millis(histogram.getValueAtPercentile(50)),
                millis(histogram.getValueAtPercentile(99)),
                millis(histogram.getValueAtPercentile(99.9)),
                millis(histogram.getMaxValue()));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
