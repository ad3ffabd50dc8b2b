package dev.sqlane.lab.report;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.Measure;
import dev.sqlane.lab.StrategyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The table that every report has: a row for each strategy, the figures in an order that is always the same. */
final class ResultTable {
    /**
     * A column of figures.
     *
     * @param name what stands above it
     * @param cell what stands in it
     * @param trouble whether anything but 0 is a failure of the strategy
     */
    record Column(String name, Function<StrategyResult, String> cell, boolean trouble) {}

    private ResultTable() {}

    /** Returns the columns, those that only this scenario has last. The strategy's name, which comes first, is not among them. */
    static List<Column> columns(LabReport report) {
        List<Column> columns = new ArrayList<>();
        columns.add(count("completed", StrategyResult::completed, false));
        columns.add(count("lost", StrategyResult::lost, true));
        columns.add(count("doubled", StrategyResult::doubled, true));
        columns.add(count("busy errors", StrategyResult::busyErrors, true));
        columns.add(count("other errors", StrategyResult::otherErrors, true));
        columns.add(figure("per second", StrategyResult::perSecond));
        columns.add(figure("p50 ms", result -> result.latency().p50Millis()));
        columns.add(figure("p99 ms", result -> result.latency().p99Millis()));
        columns.add(figure("p99.9 ms", result -> result.latency().p999Millis()));
        columns.add(figure("max ms", result -> result.latency().maxMillis()));
        for (String name : report.results().get(0).measures().keySet()) {
            columns.add(new Column(
                    Figures.words(name), result -> measure(result.measures().getOrDefault(name, 0.0)), false));
        }
        return columns;
    }

    /** Returns what became of the figures of several rounds, to be read below the table. */
    static String legend(LabReport report) {
        String greatest = report.rounds().get(0).measures().entrySet().stream()
                .filter(measure -> measure.getValue().overRounds() == Measure.OverRounds.GREATEST)
                .map(measure -> " " + Figures.words(measure.getKey()) + " is the greatest of all rounds,")
                .collect(Collectors.joining());
        return "Counts are sums over all rounds," + greatest + " everything else is the median round.";
    }

    /** Many are counts. */
    private static String measure(double value) {
        return value == Math.rint(value) ? Figures.count((long) value) : Figures.number(value);
    }

    private static Column count(String name, ToLongFunction<StrategyResult> value, boolean trouble) {
        return new Column(name, result -> Figures.count(value.applyAsLong(result)), trouble);
    }

    private static Column figure(String name, Function<StrategyResult, Double> value) {
        return new Column(name, result -> Figures.number(value.apply(result)), false);
    }
}
