package dev.sqlane.cli.lab;

import dev.sqlane.lab.MixedSettings;
import dev.sqlane.lab.ScenarioSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab mixed}. */
@Command(
        name = "mixed",
        header = "Point reads at a fixed rate, while writers keep the file as busy as they can.",
        description = {
            "",
            "The latencies are those of the reads, from the time at which each was due; \"late reads\" took more than 10 ms,"
                    + " or were never begun. \"wal MiB max\" is the largest size of the write-ahead log that"
                    + " was seen in any round, looking each 50 ms. What completed is reads and writes together.",
            "A strategy that keeps up has as many reads a second as are due; how many fit is shown by --saturate.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab mixed --threads 8 --writers 8",
            "  sqlane lab mixed --rate 20000 --strategy sqlane,hikari-split",
            "  sqlane lab mixed --saturate"
        })
final class MixedCommand extends ScenarioCommand {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + MixedSettings.DEFAULT_THREADS,
            description = "Threads that read. Default: ${DEFAULT-VALUE}")
    private int threads;

    @ArgGroup
    private @Nullable Reads reads;

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

    /** One or the other. */
    private static final class Reads {
        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "Reads that are due in a second, those of all threads together. Default: "
                        + MixedSettings.DEFAULT_RATE)
        private @Nullable Integer rate;

        @Option(names = "--saturate", description = "Each thread reads one row after another, as fast as it goes")
        private boolean saturating;
    }

    @Override
    ScenarioSettings scenario() {
        Integer rate = reads == null ? null : reads.rate;
        return new MixedSettings(
                threads,
                rate == null ? MixedSettings.DEFAULT_RATE : rate,
                reads != null && reads.saturating,
                writers,
                seconds("--seconds", seconds));
    }
}
