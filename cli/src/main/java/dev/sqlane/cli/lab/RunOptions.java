package dev.sqlane.cli.lab;

import dev.sqlane.cli.Terminal;
import dev.sqlane.lab.Progress;
import dev.sqlane.lab.RunSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all scenarios have. */
final class RunOptions {
    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "" + RunSettings.DEFAULT_RUNS,
            description = "Rounds; each runs every strategy once. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            split = ",",
            description = "Strategies, separated by commas. Default: all")
    private List<String> strategies = new ArrayList<>();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ReportFiles files = new ReportFiles();

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException if one of them is wrong
     */
    RunSettings settings() {
        return new RunSettings(runs, strategies, database.directory(), database.settings());
    }

    /** Returns into which files the report goes. */
    ReportFiles files() {
        return files;
    }

    /** Returns what shows how far a run is: a bar to a person, lines to a log. */
    static Progress progress() {
        return Terminal.isWatched() ? Progress.bar(System.err) : Progress.lines(System.err);
    }
}
