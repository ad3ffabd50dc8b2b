package dev.sqlane.cli.lab;

import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.WritesSettings;
import dev.sqlane.lab.WritesSettings.Synchronous;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab writes}. */
@Command(
        name = "writes",
        header = "Small transactions from many threads, each thread one after another.",
        description = {
            "",
            "Each transaction inserts a row and updates a counter of its thread. One that fails is counted as an error and"
                    + " tried again at once, until it succeeds. Afterwards every acknowledged transaction must be there once"
                    + " and whole, and the counters must agree with the rows.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab writes --threads 64",
            "  sqlane lab writes --virtual --strategy sqlane,hikari-split",
            "  sqlane lab writes --synchronous FULL --directory ."
        })
final class WritesCommand extends ScenarioCommand {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + WritesSettings.DEFAULT_THREADS,
            description = "Threads that write. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(names = "--virtual", description = "Virtual threads instead of platform threads (JDK 21 or newer)")
    private boolean virtual;

    @Option(
            names = "--synchronous",
            paramLabel = "LEVEL",
            defaultValue = "NORMAL",
            description = "When SQLite syncs, for every strategy: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Synchronous synchronous = Synchronous.NORMAL;

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "" + WritesSettings.DEFAULT_STATEMENTS,
            description = "Statements of a unit, by turns an INSERT and an UPDATE. Default: ${DEFAULT-VALUE}")
    private int statements;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long each round measures. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Override
    ScenarioSettings scenario() {
        return new WritesSettings(threads, virtual, synchronous, statements, seconds("--seconds", seconds));
    }
}
