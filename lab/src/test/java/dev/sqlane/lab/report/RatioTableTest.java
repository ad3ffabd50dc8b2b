package dev.sqlane.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.RoundResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RatioTableTest {
    private final List<RoundResult> rounds = new ArrayList<>();

    private void ran(String strategy, double perSecond, double millis) {
        LatencySummary latency = new LatencySummary(millis / 4, millis, 2 * millis, 3 * millis, List.of());
        rounds.add(new RoundResult(
                1, strategy, 7, 0, 0, 0, 0, 1, perSecond, latency, Map.of(), Map.of(), List.of(), List.of(),
                List.of()));
    }

    private LabReport report(String scenario) {
        return new LabReport(scenario, Map.of(), Map.of(), rounds);
    }

    @Test
    void eachOfTheOthersAndTheBestPoolOfEachFigure() {
        ran("sqlane", 4_000, 5);
        ran("sqlane-async", 6_000, 1);
        ran("hikari", 1_000, 250);
        ran("dbcp2-split", 2_000, 500);
        ran("driver-single", 5_000, 20);

        RatioTable table = RatioTable.of(report("writes")).orElseThrow();

        assertThat(table.columns())
                .containsExactly("sqlane: per second", "sqlane: p99", "sqlane-async: per second", "sqlane-async: p99");
        assertThat(table.rows())
                .containsExactly(
                        List.of("hikari", "4.00", "0.020", "6.00", "0.004"),
                        List.of("dbcp2-split", "2.00", "0.010", "3.00", "0.002"),
                        List.of("driver-single", "0.80", "0.25", "1.20", "0.050"),
                        List.of("best pool", "2.00", "0.020", "3.00", "0.004"));
        assertThat(report("writes").toText()).contains("divided by", "best pool ", RatioTable.LEGEND);
    }

    @Test
    void sqlaneWithoutGroupingIsOneOfTheOthersAndNoPool() {
        ran("sqlane", 500, 100);
        ran("sqlane-ungrouped", 500, 80);
        ran("hikari-split", 500, 200);

        RatioTable table = RatioTable.of(report("slow-unit")).orElseThrow();

        assertThat(table.columns()).containsExactly("sqlane: p99.9", "sqlane: max");
        assertThat(table.rows())
                .containsExactly(List.of("sqlane-ungrouped", "1.25", "1.25"), List.of("hikari-split", "0.50", "0.50"));
        assertThat(table.hasBest()).isFalse();
    }

    @Test
    void whatIsNotThereIsNotDividedBy() {
        ran("sqlane", 500, 100);
        ran("hikari", 0, 0);

        assertThat(RatioTable.of(report("writes")).orElseThrow().rows()).containsExactly(List.of("hikari", "–", "–"));
        assertThat(RatioTable.of(report("stall"))).isEmpty();
    }

    @Test
    void nothingIsComparedWithItself() {
        ran("sqlane", 500, 100);
        assertThat(RatioTable.of(report("writes"))).isEmpty();

        rounds.clear();
        ran("hikari", 500, 100);
        ran("hikari-split", 500, 100);
        assertThat(RatioTable.of(report("writes"))).isEmpty();
    }
}
