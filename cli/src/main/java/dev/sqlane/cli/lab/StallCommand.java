package dev.sqlane.cli.lab;

import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.StallSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab stall}. */
@Command(
        name = "stall",
        header =
                "Whether virtual threads keep running while others wait for a lock and read for long (JDK 21 or newer).",
        description = {
            "",
            "Another process holds the write lock. Virtual threads wait for it, others read for as long, and one that has"
                    + " nothing to do with the database ticks each millisecond: \"longest gap\" is how long it stood still.",
            ""
        },
        footer = {"", "Examples:", "  sqlane lab stall", "  sqlane lab stall --writers 64 --readers 0"})
final class StallCommand extends ScenarioCommand {
    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "" + StallSettings.DEFAULT_WRITERS,
            description = "Virtual threads that want to write. Default: ${DEFAULT-VALUE}")
    private int writers;

    @Option(
            names = "--readers",
            paramLabel = "N",
            defaultValue = "" + StallSettings.DEFAULT_READERS,
            description = "Virtual threads that run one long read each. Default: ${DEFAULT-VALUE}")
    private int readers;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long the lock is held and each read takes. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Override
    ScenarioSettings scenario() {
        return new StallSettings(writers, readers, seconds("--seconds", seconds));
    }
}
