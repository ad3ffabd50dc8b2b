package dev.sqlane.cli.lab;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.LabReports;
import dev.sqlane.lab.Laboratory;
import dev.sqlane.lab.RunSettings;
import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sqlane lab all}. */
@Command(
        name = "all",
        header = "Every scenario, one after another, with its default settings or small ones.",
        sortOptions = false,
        description = {"", "Scenarios that need virtual threads are left out on a Java that has none.", ""},
        footer = {"", "Examples:", "  sqlane lab all --quick", "  sqlane lab all --directory /data --html report.html"})
final class AllCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli itself reads it, to show the help
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    @Option(
            names = "--quick",
            description =
                    "One round of each with small settings, some two minutes in all: to see that everything holds,"
                            + " not for figures")
    private boolean quick;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ReportFiles files = new ReportFiles();

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = command.getOut();
        List<String> leftOut = new ArrayList<>();
        List<LabReport> reports = new ArrayList<>();
        for (Laboratory laboratory : laboratories(command, leftOut)) {
            LabReport report = laboratory.run(RunOptions.progress());
            out.println();
            out.print(report.toText());
            out.flush();
            reports.add(report);
        }
        if (!leftOut.isEmpty()) {
            out.println();
            out.println("Left out, because this Java has no virtual threads (JDK 21 or newer has): "
                    + String.join(", ", leftOut));
        }
        LabReports all = new LabReports(reports, leftOut);
        write(all, out);
        out.flush();
        return all.sqlaneHeld() ? 0 : 1;
    }

    private void write(LabReports reports, PrintWriter out) throws IOException {
        Path json = files.json();
        Path html = files.html();
        if (json != null || html != null) {
            out.println();
        }
        if (json != null) {
            reports.writeJson(json);
            out.println("The reports are in " + json + " as JSON.");
        }
        if (html != null) {
            reports.writeHtml(html);
            out.println("The reports are in " + html + " as a page.");
        }
    }

    /** Finds out before the work whether all of it is possible. */
    private List<Laboratory> laboratories(CommandLine command, List<String> leftOut) {
        try {
            files.check();
            int runs = quick ? 1 : RunSettings.DEFAULT_RUNS;
            RunSettings run = new RunSettings(runs, List.of(), database.directory(), database.settings());
            List<Laboratory> laboratories = new ArrayList<>();
            for (ScenarioSettings scenario : quick ? Scenarios.quick() : Scenarios.defaults()) {
                if (Scenarios.possible(scenario)) {
                    laboratories.add(new Laboratory(scenario, run));
                } else {
                    leftOut.add(scenario.scenario());
                }
            }
            return laboratories;
        } catch (IllegalArgumentException failure) {
            throw new ParameterException(command, ScenarioCommand.message(failure), failure);
        }
    }
}
