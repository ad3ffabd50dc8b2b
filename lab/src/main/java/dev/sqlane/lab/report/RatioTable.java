package dev.sqlane.lab.report;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.StrategyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * How many times as much, or as long, Sqlane's figures are as those of the others: quotients of what the table of results has, so that
 * nobody has to divide. A row for each of the others, and one for the best figure among the pools.
 *
 * @param columns what stands above them
 * @param rows the cells of each, the name of the other strategy first
 */
record RatioTable(List<String> columns, List<List<String>> rows) {
    static final String TITLE = "Sqlane's figures divided by those of the others";

    static final String BEST = "best pool";
    static final String LEGEND =
            "The row \"" + BEST + "\" divides by the best figure of each column among the peers that are pools. "
                    + "driver-single is none: it shows what is possible without grouping.";

    /** One connection, or one for each thread, and nothing that deals them out. */
    private static final List<String> NO_POOLS = List.of("driver", "driver-single");

    /**
     * A figure that is compared.
     *
     * @param name as in the table of results
     * @param of a strategy
     * @param moreIsBetter otherwise less is
     */
    private record Figure(String name, ToDoubleFunction<StrategyResult> of, boolean moreIsBetter) {
        static Figure measure(String key) {
            return new Figure(Figures.words(key), result -> result.measures().getOrDefault(key, 0.0), true);
        }

        double bestOf(List<StrategyResult> results) {
            DoubleStream values = results.stream().mapToDouble(of);
            return (moreIsBetter ? values.max() : values.min()).orElse(0);
        }
    }

    private static final Figure THROUGHPUT = new Figure("per second", StrategyResult::perSecond, true);
    private static final Figure P99 =
            new Figure("p99", result -> result.latency().p99Millis(), false);
    private static final Figure P999 =
            new Figure("p99.9", result -> result.latency().p999Millis(), false);
    private static final Figure MAX =
            new Figure("max", result -> result.latency().maxMillis(), false);

    /** Returns the table, where the scenario has figures to compare and there is one of Sqlane's and another to compare it with. */
    static Optional<RatioTable> of(LabReport report) {
        return switch (report.scenario()) {
            case "upgrade" -> of(report, List.of("sqlane"), List.of(THROUGHPUT, P99));
            case "writes" -> of(report, List.of("sqlane", "sqlane-async"), List.of(THROUGHPUT, P99));
            case "mixed" ->
                of(
                        report,
                        List.of("sqlane", "sqlane-query"),
                        List.of(Figure.measure("readsPerSecond"), Figure.measure("writesPerSecond"), P99));
            case "slow-unit" -> of(report, List.of("sqlane"), List.of(P999, MAX));
            case "reads" ->
                of(report, List.of("sqlane", "sqlane-query", "sqlane-datasource"), List.of(THROUGHPUT, P99));
            default -> Optional.empty();
        };
    }

    private static Optional<RatioTable> of(LabReport report, List<String> names, List<Figure> figures) {
        List<StrategyResult> results = report.results();
        List<StrategyResult> ours = results.stream()
                .filter(result -> names.contains(result.strategy()))
                .toList();
        List<StrategyResult> others = results.stream()
                .filter(result -> !names.contains(result.strategy()))
                .toList();
        if (ours.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        List<String> columns = new ArrayList<>();
        ours.forEach(own -> figures.forEach(figure -> columns.add(own.strategy() + ": " + figure.name())));
        List<List<String>> rows = new ArrayList<>();
        others.forEach(other -> rows.add(row(other.strategy(), ours, figures, List.of(other))));
        List<StrategyResult> pools = others.stream()
                .filter(other -> !other.strategy().startsWith("sqlane") && !NO_POOLS.contains(other.strategy()))
                .toList();
        if (pools.size() > 1) {
            rows.add(row(BEST, ours, figures, pools));
        }
        return Optional.of(new RatioTable(columns, rows));
    }

    private static List<String> row(
            String name, List<StrategyResult> ours, List<Figure> figures, List<StrategyResult> others) {
        List<String> row = new ArrayList<>(List.of(name));
        for (StrategyResult own : ours) {
            for (Figure figure : figures) {
                row.add(ratio(figure.of().applyAsDouble(own), figure.bestOf(others)));
            }
        }
        return row;
    }

    private static String ratio(double dividend, double divisor) {
        if (divisor == 0) {
            return "–";
        }
        double ratio = dividend / divisor;
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : ratio < 100 ? "%.2f" : "%,.0f", ratio);
    }

    /** Tells whether there is a row for the best of the pools, which needs {@link #LEGEND}. */
    boolean hasBest() {
        return rows.get(rows.size() - 1).get(0).equals(BEST);
    }
}
