package dev.sqlane.lab.report;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.ErrorSample;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LatencySummary;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.StrategyResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as text, for people. */
public final class TextReport {
    private static final int LONGEST_MESSAGE = 160;
    private static final int LINE = 110;

    private TextReport() {}

    public static String of(LabReport report) {
        StringBuilder text = new StringBuilder();
        text.append(inWords("Scenario " + report.scenario() + ": ", report.settings()));
        text.append(inWords("Measured on: ", report.environment())).append('\n');
        text.append(table(report.results())).append('\n');
        text.append(checks(report));
        text.append(errors(report));
        text.append(notes(report));
        return text.toString();
    }

    /** Puts names and values behind each other, in lines that are not too long. */
    private static String inWords(String start, Map<String, Object> values) {
        StringBuilder text = new StringBuilder();
        String line = start;
        String separator = "";
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            Object value = entry.getValue();
            if (value.equals(Map.of()) || value.equals(false)) {
                continue;
            }
            String item = value.equals(true) ? words(entry.getKey()) : words(entry.getKey()) + " " + plain(value);
            line += separator;
            if (line.length() + item.length() > LINE) {
                text.append(line.stripTrailing()).append("\n  ");
                line = item;
            } else {
                line += item;
            }
            separator = ", ";
        }
        return text.append(line).append('\n').toString();
    }

    private static String plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) ? String.valueOf(number.longValue()) : number.toString();
        }
        return value.toString();
    }

    /** "longestGapMillis" becomes "longest gap ms". */
    private static String words(String name) {
        String spaced = name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return spaced.replace("millis", "ms").replace("mib", "MiB");
    }

    private static String table(List<StrategyResult> results) {
        List<String> header = new ArrayList<>(
                List.of("strategy", "completed", "lost", "doubled", "busy errors", "other errors", "per second"));
        header.addAll(List.of("p50 ms", "p99 ms", "p99.9 ms", "max ms"));
        List<String> measures = List.copyOf(results.get(0).measures().keySet());
        measures.forEach(name -> header.add(words(name)));
        TextTable table = new TextTable(header);
        for (StrategyResult result : results) {
            LatencySummary latency = result.latency();
            List<String> row = new ArrayList<>();
            row.add(result.strategy());
            for (long count : List.of(
                    result.completed(), result.lost(), result.doubled(), result.busyErrors(), result.otherErrors())) {
                row.add(String.format(Locale.ROOT, "%,d", count));
            }
            row.add(number(result.perSecond()));
            row.add(number(latency.p50Millis()));
            row.add(number(latency.p99Millis()));
            row.add(number(latency.p999Millis()));
            row.add(number(latency.maxMillis()));
            measures.forEach(name -> row.add(number(result.measures().getOrDefault(name, 0.0))));
            table.add(row);
        }
        return table.toString();
    }

    /** Three significant digits or so: more would claim more than a run can know. */
    private static String number(double value) {
        if (value == 0) {
            return "0";
        }
        return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String checks(LabReport report) {
        StringBuilder text = new StringBuilder("Checked in the database after each round: ");
        text.append(report.rounds().get(0).checks().stream().map(Check::name).collect(Collectors.joining("; ")))
                .append(".\n");
        for (Map.Entry<String, List<RoundResult>> strategy : byStrategy(report).entrySet()) {
            Map<String, String> failed = new LinkedHashMap<>();
            for (RoundResult round : strategy.getValue()) {
                for (Check check : round.checks()) {
                    if (!check.held()) {
                        failed.putIfAbsent(check.name(), "round " + round.round() + ": " + check.detail());
                    }
                }
            }
            text.append("  ").append(strategy.getKey()).append(": ");
            if (failed.isEmpty()) {
                text.append("all held\n");
            } else {
                text.append("FAILED\n");
                failed.forEach((name, detail) -> text.append("    not true that ")
                        .append(name)
                        .append(" (")
                        .append(detail)
                        .append(")\n"));
            }
        }
        return text.toString();
    }

    private static String errors(LabReport report) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, List<RoundResult>> strategy : byStrategy(report).entrySet()) {
            Map<String, ErrorSample> byKind = new LinkedHashMap<>();
            for (RoundResult round : strategy.getValue()) {
                for (ErrorSample error : round.errors()) {
                    byKind.merge(error.kind(), error, TextReport::sum);
                }
            }
            for (ErrorSample error : byKind.values()) {
                text.append("  ")
                        .append(strategy.getKey())
                        .append(": ")
                        .append(String.format(Locale.ROOT, "%,d", error.count()))
                        .append(" times ")
                        .append(error.kind())
                        .append(": ")
                        .append(shortened(error.message()))
                        .append('\n');
            }
        }
        return text.isEmpty() ? "" : "Errors that the application saw, by kind, with the first message:\n" + text;
    }

    private static ErrorSample sum(ErrorSample first, ErrorSample second) {
        return new ErrorSample(first.kind(), first.busy(), first.count() + second.count(), first.message());
    }

    private static String shortened(String message) {
        String line = message.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + " …";
    }

    private static String notes(LabReport report) {
        StringBuilder text =
                new StringBuilder("Counts are sums over all rounds, everything else is the median round.\n");
        for (RoundResult round : report.rounds()) {
            for (String remark : round.remarks()) {
                text.append(round.strategy())
                        .append(", round ")
                        .append(round.round())
                        .append(": ")
                        .append(remark)
                        .append(".\n");
            }
        }
        return text.toString();
    }

    private static Map<String, List<RoundResult>> byStrategy(LabReport report) {
        return report.rounds().stream()
                .collect(Collectors.groupingBy(RoundResult::strategy, LinkedHashMap::new, Collectors.toList()));
    }
}
