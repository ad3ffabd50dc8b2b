package dev.sqlane.cli.lab;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.Laboratory;
import dev.sqlane.lab.ScenarioSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A scenario on the command line: reads its options, runs it, prints the table. */
@Command(sortOptions = false)
abstract class ScenarioCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli itself reads it, to show the help
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    @Mixin
    private RunOptions options = new RunOptions();

    /**
     * Returns what was asked for.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    abstract ScenarioSettings scenario();

    @Override
    public Integer call() throws Exception {
        ReportFiles files = options.files();
        Laboratory laboratory;
        try {
            files.check();
            laboratory = new Laboratory(scenario(), options.settings());
        } catch (IllegalArgumentException failure) {
            throw new ParameterException(command().commandLine(), message(failure), failure);
        }
        LabReport report = laboratory.run(RunOptions.progress());
        PrintWriter out = command().commandLine().getOut();
        out.println();
        out.print(report.toText());
        Path json = files.json();
        if (json != null) {
            report.writeJson(json);
            out.println("The report is in " + json + " as JSON.");
        }
        Path html = files.html();
        if (html != null) {
            report.writeHtml(html);
            out.println("The report is in " + html + " as a page.");
        }
        out.flush();
        return report.sqlaneHeld() ? 0 : 1;
    }

    static String message(IllegalArgumentException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    /** Returns a number of seconds, such as 0.5, as a duration. */
    static Duration seconds(String option, double seconds) {
        if (!(Math.abs(seconds) <= 1e9)) {
            throw new IllegalArgumentException(
                    option + " is " + seconds + "; give a number of seconds, such as 4 or 0.5");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
