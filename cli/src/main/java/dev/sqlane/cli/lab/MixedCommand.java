package dev.sqlane.cli.lab;

import dev.sqlane.lab.MixedSettings;
import dev.sqlane.lab.ScenarioSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab mixed}. */
@Command(
        name = "mixed",
        header = "Point reads at a fixed rate, while writers keep the file as busy as they can.",
        description = {
            "",
            "The latencies are those of the reads, from the time at which each was due; \"late reads\" took more than 10 ms,"
                    + " or were never begun. \"wal bytes max\" is the largest size of the write-ahead log that"
                    + " was seen, looking each 50 ms. What completed is reads and writes together.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab mixed --threads 8 --writers 8",
            "  sqlane lab mixed --rate 20000 --strategy sqlane,hikari-split"
        })
final class MixedCommand extends ScenarioCommand {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + MixedSettings.DEFAULT_THREADS,
            description = "Threads that read. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + MixedSettings.DEFAULT_RATE,
            description = "Reads that are due in a second, those of all threads together. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "" + MixedSettings.DEFAULT_WRITERS,
            description = "Threads that write, each one unit after another. Default: ${DEFAULT-VALUE}")
    private int writers;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "4",
            description = "How long each round measures. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Override
    ScenarioSettings scenario() {
        return new MixedSettings(threads, rate, writers, seconds("--seconds", seconds));
    }
}
