package dev.sqlane.cli.lab;

import dev.sqlane.lab.Laboratory;
import dev.sqlane.lab.RunSettings;
import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.Scenarios;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        description = {
            "",
            "Scenarios that need virtual threads are left out on a Java that has none. The report files are written anew after each"
                    + " scenario. One that fails does not keep the others from running; the exit code says so.",
            ""
        },
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
        Map<String, String> impossible = new LinkedHashMap<>();
        Map<String, RunsOfAll.Run> runs = runs(command, impossible);
        return new RunsOfAll(files, command.getOut(), command.getErr()).run(runs, impossible) ? 0 : 1;
    }

    /** Finds out before the work whether all of it is possible. */
    private Map<String, RunsOfAll.Run> runs(CommandLine command, Map<String, String> impossible) {
        try {
            files.check();
            int rounds = quick ? 1 : RunSettings.DEFAULT_RUNS;
            RunSettings settings = new RunSettings(rounds, List.of(), database.directory(), database.settings());
            Map<String, RunsOfAll.Run> runs = new LinkedHashMap<>();
            for (ScenarioSettings scenario : quick ? Scenarios.quick() : Scenarios.defaults()) {
                if (Scenarios.possible(scenario)) {
                    Laboratory laboratory = new Laboratory(scenario, settings);
                    runs.put(scenario.scenario(), () -> laboratory.run(RunOptions.progress()));
                } else {
                    impossible.put(scenario.scenario(), "needs virtual threads, which Java has since 21");
                }
            }
            return runs;
        } catch (IllegalArgumentException failure) {
            throw new ParameterException(command, ScenarioCommand.message(failure), failure);
        }
    }
}
