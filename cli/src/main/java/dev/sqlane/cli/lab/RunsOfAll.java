package dev.sqlane.cli.lab;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LabReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scenarios one after another. After each the report files are written anew, so that whatever happens later, be it the end of the
 * process, takes nothing away; one that fails is noted, and the next has its turn.
 */
final class RunsOfAll {
    /** Runs a scenario. */
    @FunctionalInterface
    interface Run {
        LabReport run() throws IOException, SQLException, InterruptedException;
    }

    private final ReportFiles files;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<LabReport> reports = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    /** Whether no scenario has failed. */
    private boolean complete = true;

    /** Whether the last attempt at writing the files went well; the one before it does not matter. */
    private boolean written = true;

    RunsOfAll(ReportFiles files, PrintWriter out, PrintWriter err) {
        this.files = files;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs them all.
     *
     * @param runs by the scenario's name
     * @param impossible scenarios that can't run here, each with the reason
     * @return whether all of them ran, Sqlane held in each, and the files were written
     */
    boolean run(Map<String, Run> runs, Map<String, String> impossible) throws InterruptedException {
        leftOut.putAll(impossible);
        runs.keySet().forEach(name -> leftOut.put(name, "has not run yet"));
        for (Map.Entry<String, Run> run : runs.entrySet()) {
            run(run.getKey(), run.getValue());
            write();
        }
        if (!leftOut.isEmpty()) {
            out.println();
        }
        leftOut.forEach((name, reason) -> out.println("There is no report of " + name + ": it " + reason + "."));
        if (written) {
            sayWhere(files.json(), "JSON");
            sayWhere(files.html(), "a page");
        }
        out.flush();
        return complete && written && new LabReports(reports, leftOut).sqlaneHeld();
    }

    private void run(String name, Run run) throws InterruptedException {
        try {
            LabReport report = run.run();
            reports.add(report);
            leftOut.remove(name);
            out.println();
            out.print(report.toText());
            out.flush();
        } catch (IOException | SQLException | RuntimeException failure) {
            complete = false;
            leftOut.put(name, "failed: " + failure.getMessage());
            explain("scenario " + name + " failed", failure);
        }
    }

    private void write() {
        LabReports soFar = new LabReports(reports, leftOut);
        Path json = files.json();
        Path html = files.html();
        try {
            if (json != null) {
                soFar.writeJson(json);
            }
            if (html != null) {
                soFar.writeHtml(html);
            }
            written = true;
        } catch (IOException | RuntimeException failure) {
            written = false;
            explain("the reports could not be written", failure);
        }
    }

    private void sayWhere(@Nullable Path file, String form) {
        if (file != null) {
            out.println("The reports are in " + file + " as " + form + ".");
        }
    }

    /** What the outside world did wrong is said in a line; anything else is a fault of ours and shows its stack. */
    private void explain(String what, Exception failure) {
        err.println("sqlane lab all: " + what + ": " + failure.getMessage());
        if (failure instanceof RuntimeException) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
