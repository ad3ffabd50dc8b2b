package dev.sqlane.lab;

import dev.sqlane.lab.report.HtmlReport;
import dev.sqlane.lab.report.JsonReport;
import dev.sqlane.lab.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run of the laboratory found.
 *
 * @param scenario its name
 * @param settings of the scenario and the run, by name
 * @param environment what the figures depend on: machine, disk, versions
 * @param rounds every strategy's part of every round, in the order in which they ran
 * @since 0.1.0
 */
public record LabReport(
        String scenario, Map<String, Object> settings, Map<String, Object> environment, List<RoundResult> rounds) {
    public LabReport {
        Objects.requireNonNull(scenario, "scenario");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        rounds = List.copyOf(rounds);
    }

    /** Returns one result for each strategy, in the order of their first round. */
    public List<StrategyResult> results() {
        Map<String, List<RoundResult>> byStrategy = new LinkedHashMap<>();
        for (RoundResult round : rounds) {
            byStrategy
                    .computeIfAbsent(round.strategy(), name -> new ArrayList<>())
                    .add(round);
        }
        return byStrategy.values().stream().map(StrategyResult::of).toList();
    }

    /**
     * Tells whether Sqlane kept its promises: none of the strategies whose name begins with {@code sqlane} lost or doubled
     * anything, and all their checks held. What the peers did has no part in it.
     */
    public boolean sqlaneHeld() {
        return rounds.stream()
                .filter(round -> round.strategy().startsWith("sqlane"))
                .allMatch(RoundResult::sound);
    }

    /** Returns the table, and below it in words how the checks went, what failed, and how to read the figures. */
    public String toText() {
        return TextReport.of(this);
    }

    /** Returns the report as JSON. */
    public String toJson() {
        return JsonReport.of(this);
    }

    /**
     * Returns the report as a page for people, with charts, that needs nothing but itself: no network, no other file. The JSON is
     * in it.
     */
    public String toHtml() {
        return HtmlReport.of(this);
    }

    /**
     * Writes the report as JSON, in place of what the file held before: it always holds one or the other as a whole.
     *
     * @throws IOException if the file, or one beside it, can't be written
     */
    public void writeJson(Path file) throws IOException {
        ReportFile.write(file, toJson() + "\n");
    }

    /**
     * Writes the report as a page, in place of what the file held before: it always holds one or the other as a whole.
     *
     * @throws IOException if the file, or one beside it, can't be written
     */
    public void writeHtml(Path file) throws IOException {
        ReportFile.write(file, toHtml());
    }
}
