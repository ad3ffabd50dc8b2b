package dev.sqlane.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.PercentilePoint;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    @Test
    void percentilesAreInMilliseconds() {
        Latencies odd = new Latencies();
        Latencies even = new Latencies();
        for (int millis = 1; millis <= 1_000; millis++) {
            (millis % 2 == 0 ? even : odd).record(millis * 1_000_000L);
        }
        odd.add(even);

        LatencySummary summary = odd.summary();

        assertThat(odd.count()).isEqualTo(1_000);
        assertThat(summary.p50Millis()).isCloseTo(500, Percentage.withPercentage(0.2));
        assertThat(summary.p99Millis()).isCloseTo(990, Percentage.withPercentage(0.2));
        assertThat(summary.p999Millis()).isCloseTo(999, Percentage.withPercentage(0.2));
        assertThat(summary.maxMillis()).isCloseTo(1_000, within(1.0));
    }

    @Test
    void theCurveGoesFromTheShortestToTheLongestAndShowsThePercentilesInBetween() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 1_000; millis++) {
            latencies.record(millis * 1_000_000L);
        }

        List<PercentilePoint> curve = latencies.summary().curve();

        assertThat(curve).hasSize(32).isSortedAccordingTo(Comparator.comparing(PercentilePoint::percentile));
        assertThat(curve.get(0).percentile()).isZero();
        assertThat(curve.get(0).millis()).isCloseTo(1, Percentage.withPercentage(0.2));
        assertThat(curve.get(10).percentile()).isEqualTo(90);
        assertThat(curve.get(10).millis()).isCloseTo(900, Percentage.withPercentage(0.2));
        assertThat(curve.get(20).percentile()).isEqualTo(99);
        assertThat(curve.get(20).millis()).isCloseTo(990, Percentage.withPercentage(0.2));
        assertThat(curve.get(31).millis()).isCloseTo(1_000, Percentage.withPercentage(0.2));
    }

    @Test
    void onePieceIsACurveOfItsOwn() {
        Latencies latencies = new Latencies();
        latencies.record(2_000_000);

        assertThat(latencies.summary().curve())
                .isNotEmpty()
                .allSatisfy(point -> assertThat(point.millis()).isCloseTo(2, Percentage.withPercentage(0.2)));
    }

    @Test
    void nothingRecordedIsZero() {
        assertThat(new Latencies().summary()).isEqualTo(LatencySummary.NONE);
    }
}
