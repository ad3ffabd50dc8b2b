package dev.sqlane.lab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sqlane.lab.Check;
import dev.sqlane.lab.ErrorSample;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LabReports;
import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.Sample;
import dev.sqlane.lab.StrategyResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report as JSON, for programs: {@code scenario}, {@code settings}, {@code environment}, {@code rounds} and
 * {@code results}. It is put together of maps rather than from the records themselves, so that renaming one of their
 * components does not change what programs read. A point of a curve and a sample over time are pairs of numbers.
 */
public final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    public static String of(LabReport report) {
        return text(tree(report));
    }

    /** Several of them: {@code scenarios}, each as it is alone, and why others are {@code leftOut}. */
    public static String of(LabReports reports) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("scenarios", reports.reports().stream().map(JsonReport::tree).toList());
        tree.put("leftOut", reports.leftOut());
        return text(tree);
    }

    private static String text(Map<String, Object> tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("maps of numbers and strings can be written", impossible);
        }
    }

    private static Map<String, Object> tree(LabReport report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("scenario", report.scenario());
        tree.put("settings", report.settings());
        tree.put("environment", report.environment());
        tree.put("rounds", report.rounds().stream().map(JsonReport::round).toList());
        tree.put("results", report.results().stream().map(JsonReport::result).toList());
        return tree;
    }

    private static Map<String, Object> round(RoundResult round) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("round", round.round());
        tree.put("strategy", round.strategy());
        tree.put("completed", round.completed());
        tree.put("lost", round.lost());
        tree.put("doubled", round.doubled());
        tree.put("busyErrors", round.busyErrors());
        tree.put("otherErrors", round.otherErrors());
        tree.put("seconds", round.seconds());
        tree.put("perSecond", round.perSecond());
        putLatency(tree, round.latency());
        round.measures().forEach((name, measure) -> tree.put(name, measure.value()));
        if (!round.timelines().isEmpty()) {
            tree.put("timelines", timelines(round.timelines()));
        }
        tree.put("checks", round.checks().stream().map(JsonReport::check).toList());
        tree.put("errors", round.errors().stream().map(JsonReport::error).toList());
        tree.put("remarks", round.remarks());
        return tree;
    }

    private static Map<String, Object> result(StrategyResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("strategy", result.strategy());
        tree.put("completed", result.completed());
        tree.put("lost", result.lost());
        tree.put("doubled", result.doubled());
        tree.put("busyErrors", result.busyErrors());
        tree.put("otherErrors", result.otherErrors());
        tree.put("perSecond", result.perSecond());
        putLatency(tree, result.latency());
        tree.putAll(result.measures());
        tree.put("checksHeld", result.sound());
        return tree;
    }

    private static void putLatency(Map<String, Object> tree, LatencySummary latency) {
        tree.put("p50Millis", latency.p50Millis());
        tree.put("p99Millis", latency.p99Millis());
        tree.put("p999Millis", latency.p999Millis());
        tree.put("maxMillis", latency.maxMillis());
        tree.put(
                "latencyCurve",
                latency.curve().stream()
                        .map(point -> List.of(point.percentile(), point.millis()))
                        .toList());
    }

    /** Pairs: the seconds and the value. */
    private static Map<String, Object> timelines(Map<String, List<Sample>> timelines) {
        Map<String, Object> tree = new LinkedHashMap<>();
        timelines.forEach((name, samples) -> tree.put(
                name,
                samples.stream()
                        .map(sample -> List.of(sample.seconds(), sample.value()))
                        .toList()));
        return tree;
    }

    private static Map<String, Object> check(Check check) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", check.name());
        tree.put("held", check.held());
        tree.put("detail", check.detail());
        return tree;
    }

    private static Map<String, Object> error(ErrorSample error) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", error.kind());
        tree.put("busy", error.busy());
        tree.put("count", error.count());
        tree.put("message", error.message());
        return tree;
    }
}
