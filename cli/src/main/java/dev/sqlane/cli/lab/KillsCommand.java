package dev.sqlane.cli.lab;

import dev.sqlane.lab.KillsSettings;
import dev.sqlane.lab.ScenarioSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab kills}. */
@Command(
        name = "kills",
        header = "A process that writes in groups is killed, again and again; what it was told must be there.",
        description = {
            "",
            "After each kill (kill -9) the file is checked, and the next process goes on with it. \"completed\" are units that"
                    + " were acknowledged and are there, \"lost\" those that are not; \"halved\" are there in part."
                    + " \"unacknowledged\" are there, though the kill came before their thread was told: SQLite may keep them."
                    + " The latencies are the times from opening the file, with what the kill before has left, to"
                    + " the first unit.",
            ""
        },
        footer = {"", "Examples:", "  sqlane lab kills", "  sqlane lab kills --kills 1000 --runs 1 --strategy sqlane"})
final class KillsCommand extends ScenarioCommand {
    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "" + KillsSettings.DEFAULT_KILLS,
            description = "Processes that are killed, for each strategy in each round. Default: ${DEFAULT-VALUE}")
    private int kills;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + KillsSettings.DEFAULT_THREADS,
            description = "Threads of each process that write. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Override
    ScenarioSettings scenario() {
        return new KillsSettings(kills, threads);
    }
}
