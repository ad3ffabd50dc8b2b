package dev.sqlane.cli.lab;

import dev.sqlane.lab.Laboratory;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sqlane lab}: the contention laboratory. Alone it lists the scenarios; each is a subcommand. */
@Command(
        name = "lab",
        header = "The contention laboratory: what contention does to a program on SQLite, on this machine and disk.",
        description = {
            "",
            "Each scenario runs several strategies, Sqlane and its peers, round by round on fresh files, checks the"
                    + " databases afterwards, and prints a table; with --html FILE it makes a page with charts, too.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if no strategy of Sqlane lost or doubled anything and all its checks held, 1 if not, 2 for wrong"
                    + " usage.",
            "",
            "Examples:",
            "  sqlane lab all --quick",
            "  sqlane lab boots",
            "  sqlane lab upgrade --threads 32 --strategy sqlane,hikari-split",
            "  sqlane lab reads --json reads.json",
            "  sqlane lab writes --html writes.html"
        },
        subcommands = {
            BootsCommand.class,
            UpgradeCommand.class,
            WritesCommand.class,
            KillsCommand.class,
            MixedCommand.class,
            SlowUnitCommand.class,
            ReadsCommand.class,
            StallCommand.class,
            AllCommand.class
        })
public final class LabCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli itself reads it, to show the help
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    /** Lists the scenarios. */
    @Override
    public Integer call() {
        CommandLine lab = Objects.requireNonNull(spec).commandLine();
        var out = lab.getOut();
        out.println("Scenarios:");
        for (Map.Entry<String, CommandLine> scenario : lab.getSubcommands().entrySet()) {
            String[] header =
                    scenario.getValue().getCommandSpec().usageMessage().header();
            out.printf("  %-9s %s%n", scenario.getKey(), header.length == 0 ? "" : header[0]);
        }
        out.println();
        out.println("Strategies:");
        Laboratory.strategies().forEach((name, description) -> out.printf("  %-17s %s%n", name, description));
        out.println();
        out.println("Run a scenario with \"sqlane lab boots\"; its options are shown by \"sqlane lab boots --help\".");
        out.flush();
        return 0;
    }
}
