package dev.sqlane.cli.lab;

import dev.sqlane.lab.BootsSettings;
import dev.sqlane.lab.ScenarioSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sqlane lab boots}. */
@Command(
        name = "boots",
        header = "A host boots sandboxes all at once; each reports from another process into the same file.",
        description = {
            "",
            "A boot is done when the host has checked its image, stored it with its labels and pinned its root file system,"
                    + " and its own process has opened the database, inserted its run and ten metric samples, and marked"
                    + " both as finished. No boot is tried again: one error, and it is lost.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  sqlane lab boots --boots 200 --processes 8 --runs 3",
            "  sqlane lab boots --process-per-sandbox --boots 100 --strategy sqlane",
            "  sqlane lab boots --virtual --json boots.json"
        })
final class BootsCommand extends ScenarioCommand {
    @Option(
            names = "--boots",
            paramLabel = "N",
            defaultValue = "" + BootsSettings.DEFAULT_BOOTS,
            description = "Sandboxes to boot at once. Default: ${DEFAULT-VALUE}")
    private int boots;

    @ArgGroup
    private @Nullable Processes processes;

    @ArgGroup
    private @Nullable Threads threads;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "When a round is stopped, and what is left of it counts as lost. Default: 8, or 120 with"
                    + " --process-per-sandbox")
    private @Nullable Double limit;

    /** One or the other. */
    private static final class Processes {
        @Option(
                names = "--processes",
                paramLabel = "N",
                description = "Other processes that the sandboxes share. Default: " + BootsSettings.DEFAULT_PROCESSES)
        private @Nullable Integer count;

        @Option(names = "--process-per-sandbox", description = "A process for each sandbox, started during its boot")
        private boolean perSandbox;
    }

    /** One or the other. */
    private static final class Threads {
        @Option(
                names = "--threads",
                paramLabel = "N",
                description = "Platform threads of the host that boot. Default: one for each boot")
        private @Nullable Integer count;

        @Option(names = "--virtual", description = "A virtual thread for each boot (JDK 21 or newer)")
        private boolean virtual;
    }

    @Override
    ScenarioSettings scenario() {
        boolean perSandbox = processes != null && processes.perSandbox;
        Integer processCount = processes == null ? null : processes.count;
        Integer threadCount = threads == null ? null : threads.count;
        return new BootsSettings(
                boots,
                processCount == null ? BootsSettings.DEFAULT_PROCESSES : processCount,
                perSandbox,
                threadCount == null ? boots : threadCount,
                threads != null && threads.virtual,
                limit == null
                        ? perSandbox ? BootsSettings.DEFAULT_LIMIT_PROCESS_PER_SANDBOX : BootsSettings.DEFAULT_LIMIT
                        : seconds("--limit", limit));
    }
}
