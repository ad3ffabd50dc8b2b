package dev.sqlane.lab;

import java.util.List;
import java.util.Map;

/** Rounds for tests of what is done with them. */
public final class Rounds {
    private Rounds() {}

    /** A round whose other latencies are multiples of its median, and whose longest gap is that too. */
    static RoundResult round(
            int number, long completed, long lost, long doubled, long busy, long other, double perSecond, double p50) {
        return new RoundResult(
                number,
                "sqlane",
                completed,
                lost,
                doubled,
                busy,
                other,
                1.0,
                perSecond,
                latency(p50),
                Map.of(
                        "longestGapMillis",
                        Measure.median(p50),
                        "halved",
                        Measure.sum(lost),
                        "walMibMax",
                        Measure.greatest(p50)),
                Map.of(),
                List.of(new Check("all is well", true, "looked at")),
                List.of(),
                List.of());
    }

    static LatencySummary latency(double p50) {
        List<PercentilePoint> curve = List.of(
                new PercentilePoint(0, p50 / 2), new PercentilePoint(50, p50), new PercentilePoint(99, 2 * p50));
        return new LatencySummary(p50, 2 * p50, 3 * p50, 4 * p50, curve);
    }

    /** A round of some strategy with an error, a remark, and one check that held or did not. */
    public static RoundResult round(String strategy, boolean held) {
        return new RoundResult(
                1,
                strategy,
                12_345,
                0,
                0,
                7,
                0,
                2.5,
                4_938.0,
                new LatencySummary(
                        0.0123,
                        4.56,
                        78.9,
                        1_234.5,
                        List.of(
                                new PercentilePoint(0, 0.01),
                                new PercentilePoint(50, 0.0123),
                                new PercentilePoint(99, 4.56),
                                new PercentilePoint(99.99, 1_234.5))),
                Map.of(),
                Map.of("groupSize", List.of(new Sample(0.05, 1.5), new Sample(0.1, 3), new Sample(0.15, 4.25))),
                List.of(new Check("the sum is what it was", held, held ? "it is 8" : "it is 7 instead of 8")),
                List.of(new ErrorSample("SQLiteException SQLITE_BUSY (5)", true, 7, "database is\nlocked")),
                List.of("stopped at its limit of 8 s with 3 boots under way"));
    }
}
