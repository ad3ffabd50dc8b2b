package dev.sqlane.cli.lab;

import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.SlowUnitSettings;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab slow-unit}. */
@Command(
        name = "slow-unit",
        header = "Small write units at a fixed rate, and once a second one that keeps its transaction open.",
        description = {
            "",
            "The latencies are those of the small units, from the time at which each was due; \"late units\" took more than"
                    + " 10 ms, or were never begun.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab slow-unit",
            "  sqlane lab slow-unit --rate 2000 --length 20 --threads 128"
        })
final class SlowUnitCommand extends ScenarioCommand {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + SlowUnitSettings.DEFAULT_THREADS,
            description = "Threads for the small units. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + SlowUnitSettings.DEFAULT_RATE,
            description =
                    "Small units that are due in a second, those of all threads together. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--length",
            paramLabel = "MILLIS",
            defaultValue = "100",
            description = "How long the slow unit keeps its transaction open. Default: ${DEFAULT-VALUE}")
    private int length;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long each round measures. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Override
    ScenarioSettings scenario() {
        return new SlowUnitSettings(threads, rate, Duration.ofMillis(length), seconds("--seconds", seconds));
    }
}
