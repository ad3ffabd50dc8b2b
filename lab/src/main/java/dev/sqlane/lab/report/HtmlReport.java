package dev.sqlane.lab.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.sqlane.lab.Check;
import dev.sqlane.lab.ErrorSample;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LabReports;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.StrategyResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A report as a page: one file that needs no other and no network, for a browser or for paper. What it looks like is in
 * {@code page.mustache}; this class fills it in. Everything that comes from the run is escaped there.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * Finds out whether pages can be made here.
     *
     * @throws IllegalArgumentException if not; the message says what to do
     */
    public static void checkPossible() {
        ChartSvg.checkPossible();
    }

    public static String of(LabReport report) {
        ScenarioText text = ScenarioText.of(report.scenario());
        Map<String, Object> page = page(List.of(report), JsonReport.of(report));
        page.put("title", "Scenario " + report.scenario() + ": " + text.heading());
        page.put("many", false);
        page.put("leftOut", List.of());
        return filled(page);
    }

    /** Several of them, with a table of contents. */
    public static String of(LabReports reports) {
        Map<String, Object> page = page(reports.reports(), JsonReport.of(reports));
        page.put("title", "The contention laboratory");
        page.put("many", true);
        page.put("leftOut", facts(reports.leftOut()));
        return filled(page);
    }

    private static String filled(Map<String, Object> page) {
        try (InputStream file =
                        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("page.mustache"), "page.mustache");
                Reader reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            Template template = Mustache.compiler().escapeHTML(true).compile(reader);
            return template.execute(page);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Map<String, Object> page(List<LabReport> reports, String json) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("subtitle", reports.isEmpty() ? "" : subtitle(reports.get(0).environment()));
        page.put("scenarios", reports.stream().map(HtmlReport::scenario).toList());
        page.put(
                "environment",
                reports.isEmpty() ? List.of() : facts(reports.get(0).environment()));
        page.put("json", json);
        // The one thing that could end the script element; inside of strings, JSON may write it like this.
        page.put("jsonInScript", json.replace("<", "\\u003c"));
        return page;
    }

    private static String subtitle(Map<String, Object> environment) {
        List<String> parts = new ArrayList<>();
        parts.add("Sqlane " + environment.getOrDefault("sqlane", "of an unknown version"));
        for (String name : List.of("time", "java", "system")) {
            if (environment.containsKey(name)) {
                parts.add(Figures.plain(environment.get(name)));
            }
        }
        if (environment.containsKey("processors")) {
            parts.add(environment.get("processors") + " processors");
        }
        return String.join(" · ", parts);
    }

    private static Map<String, Object> scenario(LabReport report) {
        ScenarioText text = ScenarioText.of(report.scenario());
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("id", report.scenario());
        section.put("name", report.scenario());
        section.put("heading", text.heading());
        section.put("summary", text.summary());
        putVerdict(section, report);
        putTable(section, report);
        section.put(
                "ratios", RatioTable.of(report).map(HtmlReport::ratios).stream().toList());
        section.put("charts", charts(report, text));
        putFindings(section, report);
        List<String> remarks = remarks(report);
        section.put("hasRemarks", !remarks.isEmpty());
        section.put("remarks", remarks);
        section.put("settings", facts(report.settings()));
        return section;
    }

    private static void putVerdict(Map<String, Object> section, LabReport report) {
        boolean measured =
                report.rounds().stream().anyMatch(round -> round.strategy().startsWith("sqlane"));
        boolean held = report.sqlaneHeld();
        section.put("verdictClass", !measured ? "soft" : held ? "good" : "bad");
        section.put("shortVerdict", !measured ? "" : held ? "Sqlane held" : "Sqlane FAILED");
        section.put(
                "verdict",
                !measured
                        ? "No strategy of Sqlane ran."
                        : held
                                ? "Sqlane lost nothing and doubled nothing, and all its checks held."
                                : "Sqlane FAILED: it lost or doubled something, or a check did not hold; see below.");
    }

    private static void putTable(Map<String, Object> section, LabReport report) {
        List<ResultTable.Column> columns = ResultTable.columns(report);
        section.put("legend", ResultTable.legend(report));
        section.put("columns", columns.stream().map(ResultTable.Column::name).toList());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (StrategyResult result : report.results()) {
            List<Map<String, Object>> cells = new ArrayList<>();
            for (ResultTable.Column column : columns) {
                String text = column.cell().apply(result);
                cells.add(Map.of("text", text, "bad", column.trouble() && !text.equals("0")));
            }
            rows.add(Map.of("strategy", result.strategy(), "color", color(result.strategy()), "cells", cells));
        }
        section.put("rows", rows);
    }

    private static Map<String, Object> ratios(RatioTable ratios) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("title", RatioTable.TITLE);
        table.put("legend", ratios.hasBest() ? RatioTable.LEGEND : "Of the figures above.");
        table.put("columns", ratios.columns());
        table.put(
                "rows",
                ratios.rows().stream()
                        .map(row -> Map.of(
                                "strategy",
                                row.get(0),
                                "color",
                                row.get(0).equals(RatioTable.BEST) ? "transparent" : color(row.get(0)),
                                "cells",
                                row.subList(1, row.size())))
                        .toList());
        return table;
    }

    private static String color(String strategy) {
        return StrategyLook.of(strategy).css();
    }

    private static List<Map<String, Object>> charts(LabReport report, ScenarioText text) {
        List<Map<String, Object>> charts = new ArrayList<>();
        boolean severalRounds = report.rounds().stream().anyMatch(round -> round.round() > 1);
        for (ScenarioText.Bars bars : text.bars()) {
            if (!charts.isEmpty() && !BarsChart.telling(report, bars)) {
                continue;
            }
            String id = report.scenario() + "-bars-" + charts.size();
            charts.add(chart(
                    bars.title(),
                    BarsChart.svg(id, report, bars),
                    severalRounds
                            ? "The bar is the median of the rounds, the whisker goes from the least to the greatest."
                            : "One round: no spread to show."));
        }
        if (LatencyChart.possible(report)) {
            charts.add(chart(
                    text.latency(),
                    LatencyChart.svg(report.scenario() + "-latency", report, text.latency()),
                    "How to read it: above 99 % stands the time within which 99 of 100 were done. Both axes are logarithmic;"
                            + " the lower a curve, the better, and where it rises to the right, a few take much longer than"
                            + " most." + (severalRounds ? " Each point is the median of the rounds." : "")));
        }
        for (TimelineChart.Kind kind : List.of(TimelineChart.GROUP_SIZE, TimelineChart.WAL_SIZE)) {
            if (TimelineChart.possible(report, kind)) {
                charts.add(chart(
                        kind.title(),
                        TimelineChart.svg(report.scenario() + "-" + kind.name(), report, kind),
                        kind.caption() + (severalRounds ? " Each strategy in its round of median throughput." : "")));
            }
        }
        return charts;
    }

    private static Map<String, Object> chart(String title, String svg, String caption) {
        return Map.of("title", title, "svg", svg, "caption", caption);
    }

    private static void putFindings(Map<String, Object> section, LabReport report) {
        section.put(
                "checks",
                report.rounds().get(0).checks().stream().map(Check::name).collect(Collectors.joining("; ")));
        List<Map<String, Object>> findings = new ArrayList<>();
        List<Map<String, Object>> errors = new ArrayList<>();
        for (StrategyFindings found : StrategyFindings.of(report)) {
            String strategy = found.strategy();
            List<Map<String, Object>> failed = new ArrayList<>();
            found.failed().forEach((name, detail) -> failed.add(Map.of("name", name, "detail", detail)));
            findings.add(
                    Map.of("strategy", strategy, "color", color(strategy), "held", failed.isEmpty(), "failed", failed));
            for (ErrorSample error : found.errors()) {
                errors.add(Map.of(
                        "strategy",
                        strategy,
                        "color",
                        color(strategy),
                        "count",
                        Figures.count(error.count()),
                        "kind",
                        error.kind(),
                        "message",
                        StrategyFindings.shortened(error.message())));
            }
        }
        section.put(
                "allHeld",
                report.rounds().stream()
                        .flatMap(round -> round.checks().stream())
                        .allMatch(Check::held));
        section.put("findings", findings);
        section.put("hasErrors", !errors.isEmpty());
        section.put("errors", errors);
    }

    private static List<String> remarks(LabReport report) {
        List<String> remarks = new ArrayList<>();
        for (RoundResult round : report.rounds()) {
            round.remarks()
                    .forEach(remark -> remarks.add(round.strategy() + ", round " + round.round() + ": " + remark));
        }
        return remarks;
    }

    private static List<Map<String, String>> facts(Map<String, ?> values) {
        List<Map<String, String>> facts = new ArrayList<>();
        values.forEach((name, value) -> {
            String text = value.equals(Map.of()) ? "defaults" : Figures.plain(value);
            facts.add(Map.of("name", Figures.words(name), "value", text));
        });
        return facts;
    }
}
