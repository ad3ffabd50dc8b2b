package dev.sqlane.cli.lab;

import dev.sqlane.lab.ReadsSettings;
import dev.sqlane.lab.ScenarioSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab reads}. */
@Command(
        name = "reads",
        header = "Point reads by primary key, from many threads.",
        description = {
            "",
            "Sqlane reads in three ways: \"sqlane\" in a snapshot (db.read), \"sqlane-query\" with the short-hands"
                    + " (db.query), \"sqlane-datasource\" with plain JDBC on the read pool.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab reads --threads 16",
            "  sqlane lab reads --strategy sqlane-query,hikari --runs 5"
        })
final class ReadsCommand extends ScenarioCommand {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + ReadsSettings.DEFAULT_THREADS,
            description = "Threads that read. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long each round measures. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "" + ReadsSettings.DEFAULT_ROWS,
            description = "Rows of the table. Default: ${DEFAULT-VALUE}")
    private int rows;

    @Override
    ScenarioSettings scenario() {
        return new ReadsSettings(threads, seconds("--seconds", seconds), rows);
    }
}
