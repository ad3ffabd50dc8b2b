package dev.sqlane.cli.lab;

import dev.sqlane.lab.LabReport;
import dev.sqlane.lab.Laboratory;
import dev.sqlane.lab.RunSettings;
import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.Scenarios;
import java.io.PrintWriter;
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
        footer = {"", "Examples:", "  sqlane lab all --quick", "  sqlane lab all --directory /data"})
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

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = command.getOut();
        List<String> leftOut = new ArrayList<>();
        boolean held = true;
        for (Laboratory laboratory : laboratories(command, leftOut)) {
            LabReport report = laboratory.run(RunOptions.progress());
            out.println();
            out.print(report.toText());
            out.flush();
            held &= report.sqlaneHeld();
        }
        if (!leftOut.isEmpty()) {
            out.println();
            out.println("Left out, because this Java has no virtual threads (JDK 21 or newer has): "
                    + String.join(", ", leftOut));
            out.flush();
        }
        return held ? 0 : 1;
    }

    /** Finds out before the work whether all of it is possible. */
    private List<Laboratory> laboratories(CommandLine command, List<String> leftOut) {
        try {
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
