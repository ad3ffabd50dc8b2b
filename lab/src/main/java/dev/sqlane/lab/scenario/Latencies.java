package dev.sqlane.lab.scenario;

import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.PercentilePoint;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long pieces of work took. Each thread fills one of its own; they are added up afterwards. */
public final class Latencies {
    /** Three digits: an error below 0.1 %, in 180 kB. */
    private static final int DIGITS = 3;

    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int POINTS_PER_DECADE = 10;

    /** As exact as the histogram; more digits would only make reports longer. */
    private static final MathContext ROUNDED = new MathContext(DIGITS + 1);

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
                millis(histogram.getMaxValue()),
                curve());
    }

    /** The parts left above the points are 1, 0.79, 0.63 … 0.1, 0.079 … until less than one piece is left: the longest. */
    private List<PercentilePoint> curve() {
        List<PercentilePoint> points = new ArrayList<>();
        double left = 1;
        for (int point = 0; left * count() >= 1; point++) {
            left = Math.pow(10, -(double) point / POINTS_PER_DECADE);
            double percentile = BigDecimal.valueOf(100)
                    .subtract(BigDecimal.valueOf(100 * left).round(ROUNDED))
                    .doubleValue();
            double millis = BigDecimal.valueOf(millis(histogram.getValueAtPercentile(percentile)))
                    .round(ROUNDED)
                    .doubleValue();
            points.add(new PercentilePoint(percentile, millis));
        }
        return points;
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
