package dev.sqlane.lab.report;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.ErrorSample;
import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.StrategyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as text, for people. */
public final class TextReport {
    private static final int LINE = 110;

    private TextReport() {}

    public static String of(LabReport report) {
        StringBuilder text = new StringBuilder();
        text.append(inWords("Scenario " + report.scenario() + ": ", report.settings()));
        text.append(inWords("Measured on: ", report.environment())).append('\n');
        text.append(table(report)).append('\n');
        RatioTable.of(report).ifPresent(ratios -> text.append(ratios(ratios)).append('\n'));
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
            String item = value.equals(true)
                    ? Figures.words(entry.getKey())
                    : Figures.words(entry.getKey()) + " " + Figures.plain(value);
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

    private static String table(LabReport report) {
        List<ResultTable.Column> columns = ResultTable.columns(report);
        List<String> header = new ArrayList<>(List.of("strategy"));
        columns.forEach(column -> header.add(column.name()));
        TextTable table = new TextTable(header);
        for (StrategyResult result : report.results()) {
            List<String> row = new ArrayList<>(List.of(result.strategy()));
            columns.forEach(column -> row.add(column.cell().apply(result)));
            table.add(row);
        }
        return table.toString();
    }

    private static String ratios(RatioTable ratios) {
        List<String> header = new ArrayList<>(List.of("divided by"));
        header.addAll(ratios.columns());
        TextTable table = new TextTable(header);
        ratios.rows().forEach(table::add);
        return RatioTable.TITLE + ":\n" + table + (ratios.hasBest() ? RatioTable.LEGEND + "\n" : "");
    }

    private static String checks(LabReport report) {
        StringBuilder text = new StringBuilder("Checked in the database after each round: ");
        text.append(report.rounds().get(0).checks().stream().map(Check::name).collect(Collectors.joining("; ")))
                .append(".\n");
        for (StrategyFindings findings : StrategyFindings.of(report)) {
            text.append("  ").append(findings.strategy()).append(": ");
            if (findings.failed().isEmpty()) {
                text.append("all held\n");
            } else {
                text.append("FAILED\n");
                findings.failed()
                        .forEach((name, detail) -> text.append("    not true that ")
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
        for (StrategyFindings findings : StrategyFindings.of(report)) {
            for (ErrorSample error : findings.errors()) {
                text.append("  ")
                        .append(findings.strategy())
                        .append(": ")
                        .append(Figures.count(error.count()))
                        .append(" times ")
                        .append(error.kind())
                        .append(": ")
                        .append(StrategyFindings.shortened(error.message()))
                        .append('\n');
            }
        }
        return text.isEmpty() ? "" : "Errors that the application saw, by kind, with the first message:\n" + text;
    }

    private static String notes(LabReport report) {
        StringBuilder text = new StringBuilder(ResultTable.legend(report)).append('\n');
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
}
