package dev.sqlane.lab;

import dev.sqlane.lab.report.HtmlReport;
import dev.sqlane.lab.report.JsonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What runs of several scenarios found.
 *
 * @param reports one for each scenario, in the order in which they ran
 * @param leftOut the scenarios of which there is no report (yet), by name, each with the reason
 * @since 0.1.0
 */
public record LabReports(List<LabReport> reports, Map<String, String> leftOut) {
    public LabReports {
        reports = List.copyOf(reports);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    }

    /**
     * Finds out, before hours of work, whether this Java can make pages, whose charts need fonts.
     *
     * @throws IllegalArgumentException if not; the message says what to do
     */
    public static void checkHtmlPossible() {
        HtmlReport.checkPossible();
    }

    /** Tells whether Sqlane kept its promises in all of them, see {@link LabReport#sqlaneHeld()}. */
    public boolean sqlaneHeld() {
        return reports.stream().allMatch(LabReport::sqlaneHeld);
    }

    /** Returns the reports as JSON: {@code scenarios}, a list of what each writes alone, and {@code leftOut}, an object of reasons by name. */
    public String toJson() {
        return JsonReport.of(this);
    }

    /** Returns the reports as one page, see {@link LabReport#toHtml()}. */
    public String toHtml() {
        return HtmlReport.of(this);
    }

    /**
     * Writes the reports as JSON, in place of what the file held before: it always holds one or the other as a whole.
     *
     * @throws IOException if the file, or one beside it, can't be written
     */
    public void writeJson(Path file) throws IOException {
        ReportFile.write(file, toJson() + "\n");
    }

    /**
     * Writes the reports as a page, in place of what the file held before: it always holds one or the other as a whole.
     *
     * @throws IOException if the file, or one beside it, can't be written
     */
    public void writeHtml(Path file) throws IOException {
        ReportFile.write(file, toHtml());
    }
}
