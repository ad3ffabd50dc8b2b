package dev.sqlane.lab.report;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.ErrorSample;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.RoundResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What all rounds of one strategy showed beside the figures.
 *
 * @param strategy its name
 * @param failed checks that did not hold, each with what was found, in the first round in which it did not
 * @param errors one of each kind, with the count of all rounds
 */
record StrategyFindings(String strategy, Map<String, String> failed, List<ErrorSample> errors) {
    private static final int LONGEST_MESSAGE = 160;

    /** Returns those of all strategies, in the order of the report. */
    static List<StrategyFindings> of(LabReport report) {
        Map<String, List<RoundResult>> byStrategy = report.rounds().stream()
                .collect(Collectors.groupingBy(RoundResult::strategy, LinkedHashMap::new, Collectors.toList()));
        List<StrategyFindings> findings = new ArrayList<>();
        byStrategy.forEach((strategy, rounds) -> findings.add(of(strategy, rounds)));
        return findings;
    }

    private static StrategyFindings of(String strategy, List<RoundResult> rounds) {
        Map<String, String> failed = new LinkedHashMap<>();
        Map<String, ErrorSample> errors = new LinkedHashMap<>();
        for (RoundResult round : rounds) {
            for (Check check : round.checks()) {
                if (!check.held()) {
                    failed.putIfAbsent(check.name(), "round " + round.round() + ": " + check.detail());
                }
            }
            round.errors().forEach(error -> errors.merge(error.kind(), error, StrategyFindings::sum));
        }
        return new StrategyFindings(strategy, failed, List.copyOf(errors.values()));
    }

    private static ErrorSample sum(ErrorSample first, ErrorSample second) {
        return new ErrorSample(first.kind(), first.busy(), first.count() + second.count(), first.message());
    }

    /** Returns the message in one line of bounded length. */
    static String shortened(String message) {
        String line = message.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + " …";
    }
}
