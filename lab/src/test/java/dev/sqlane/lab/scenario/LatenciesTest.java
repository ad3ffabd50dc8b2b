package dev.sqlane.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sqlane.lab.LatencySummary;
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
    void nothingRecordedIsZero() {
        assertThat(new Latencies().summary()).isEqualTo(LatencySummary.NONE);
    }
}
