package dev.sqlane.lab;

import dev.sqlane.lab.report.HtmlReport;
import dev.sqlane.lab.report.JsonReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What runs of several scenarios found.
 *
 * @param reports one for each scenario, in the order in which they ran
 * @param leftOut the names of scenarios that could not run here
 * @since 0.1.0
 */
public record LabReports(List<LabReport> reports, List<String> leftOut) {
    public LabReports {
        reports = List.copyOf(reports);
        leftOut = List.copyOf(leftOut);
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

    /** Returns the reports as JSON: {@code scenarios}, a list of what each writes alone, and {@code leftOut}. */
    public String toJson() {
        return JsonReport.of(this);
    }

    /** Returns the reports as one page, see {@link LabReport#toHtml()}. */
    public String toHtml() {
        return HtmlReport.of(this);
    }

    /**
     * Writes the reports as JSON, in place of what the file held before.
     *
     * @throws IOException if the file can't be written
     */
    public void writeJson(Path file) throws IOException {
        Files.writeString(file, toJson() + "\n");
    }

    /**
     * Writes the reports as a page, in place of what the file held before.
     *
     * @throws IOException if the file can't be written
     */
    public void writeHtml(Path file) throws IOException {
        Files.writeString(file, toHtml());
    }
}
