package dev.sqlane.cli.lab;

import dev.sqlane.lab.ScenarioSettings;
import dev.sqlane.lab.UpgradeSettings;
import dev.sqlane.lab.UpgradeSettings.Think;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab upgrade}. */
@Command(
        name = "upgrade",
        header = "Transactions that read, think, then write, on a few shared rows.",
        description = {
            "",
            "Money goes from account to account: read both balances, think for up to 2 ms, write both, note the transfer in"
                    + " a ledger. A transfer that fails is counted as an error and tried again at once, until it succeeds."
                    + " Afterwards the balances are compared with the ledger, and the ledger with what was acknowledged.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab upgrade --threads 32",
            "  sqlane lab upgrade --think compute --seconds 10"
        })
final class UpgradeCommand extends ScenarioCommand {
    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + UpgradeSettings.DEFAULT_THREADS,
            description = "Threads that transfer. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "4",
            description = "How long each round measures. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--think",
            paramLabel = "HOW",
            defaultValue = "sleep",
            description = "How the time between reading and writing is spent: ${COMPLETION-CANDIDATES}."
                    + " Default: ${DEFAULT-VALUE}")
    private Think think = Think.SLEEP;

    @Override
    ScenarioSettings scenario() {
        return new UpgradeSettings(threads, seconds("--seconds", seconds), think);
    }
}
