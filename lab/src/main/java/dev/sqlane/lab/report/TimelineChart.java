package dev.sqlane.lab.report;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** What was sampled over the time of a round: for each strategy, in the round whose throughput is the median one. */
final class TimelineChart {
    private static final int HEIGHT = 320;

    /** Fewer points are no course of events. */
    private static final int FEWEST = 3;

    /**
     * What is drawn.
     *
     * @param name of the samples
     * @param title above the chart
     * @param axis beside it, with the unit
     * @param unit what the values are divided by
     * @param caption below the chart
     */
    record Kind(String name, String title, String axis, double unit, String caption) {}

    static final Kind GROUP_SIZE = new Kind(
            "groupSize",
            "Group commit: units in a transaction",
            "units in a transaction",
            1,
            "The mean of every 50 ms or so, for the strategies that let units share a transaction.");
    static final Kind WAL_SIZE = new Kind(
            "walBytes", "Size of the write-ahead log", "write-ahead log, MiB", 1 << 20, "Looked at every 50 ms or so.");

    private TimelineChart() {}

    /** Returns whether there is anything to draw. */
    static boolean possible(LabReport report, Kind kind) {
        return !series(report, kind).isEmpty();
    }

    static String svg(String id, LabReport report, Kind kind) {
        Map<String, List<Sample>> series = series(report, kind);
        XYSeriesCollection data = new XYSeriesCollection();
        double longest = 0;
        double most = 0;
        for (Map.Entry<String, List<Sample>> one : series.entrySet()) {
            XYSeries values = new XYSeries(one.getKey());
            for (Sample sample : one.getValue()) {
                values.add(sample.seconds(), sample.value() / kind.unit());
                longest = Math.max(longest, sample.seconds());
                most = Math.max(most, sample.value() / kind.unit());
            }
            data.addSeries(values);
        }
        NumberAxis across = new NumberAxis("seconds since measuring began");
        across.setRange(0, longest == 0 ? 1 : longest);
        across.setTickUnit(Charts.step(across.getUpperBound()));
        across.setNumberFormatOverride(new PlainNumberFormat());
        NumberAxis up = new NumberAxis(kind.axis());
        up.setRange(0, most == 0 ? 1 : most * 1.05);
        up.setNumberFormatOverride(new PlainNumberFormat());
        up.setTickUnit(Charts.step(up.getUpperBound()));
        return ChartSvg.of(id, alt(kind, series), Charts.lines(data, across, up), Charts.WIDTH, HEIGHT);
    }

    private static Map<String, List<Sample>> series(LabReport report, Kind kind) {
        Map<String, List<RoundResult>> byStrategy = report.rounds().stream()
                .collect(Collectors.groupingBy(RoundResult::strategy, LinkedHashMap::new, Collectors.toList()));
        Map<String, List<Sample>> series = new LinkedHashMap<>();
        byStrategy.forEach((strategy, rounds) -> {
            List<RoundResult> sorted = rounds.stream()
                    .sorted(Comparator.comparing(RoundResult::perSecond))
                    .toList();
            List<Sample> samples =
                    sorted.get((sorted.size() - 1) / 2).timelines().getOrDefault(kind.name(), List.of());
            if (samples.size() >= FEWEST) {
                series.put(strategy, samples);
            }
        });
        return series;
    }

    private static String alt(Kind kind, Map<String, List<Sample>> series) {
        List<String> parts = new ArrayList<>();
        series.forEach((strategy, samples) -> {
            double most = samples.stream().mapToDouble(Sample::value).max().orElse(0) / kind.unit();
            parts.add(strategy + " at most " + Figures.number(most));
        });
        return kind.title() + " over the time of a round (" + kind.axis() + "): " + String.join("; ", parts);
    }
}
