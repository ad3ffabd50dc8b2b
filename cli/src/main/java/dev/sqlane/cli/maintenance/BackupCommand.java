package dev.sqlane.cli.maintenance;

import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.Sqlite;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sqlane backup}. */
@Command(
        name = "backup",
        header = "Copy a database while programs read and write it.",
        description = {
            "",
            "The copy is one consistent state, compact, verified, and complete before it takes its name. It needs no -wal file"
                    + " beside it. Where anything fails, and on Ctrl-C, nothing is left.",
            "",
            "While it runs, the database's log can't be emptied, like beside any long read. Once the log has grown by 16 MiB the"
                    + " copy makes no pauses any more, and --timeout bounds the whole. Where the database is not in WAL"
                    + " mode, its writers wait.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if the copy is there, 1 if not, 2 for wrong usage.",
            "",
            "Examples:",
            "  sqlane backup app.db app-backup.db",
            "  sqlane backup app.db /mnt/backup/app.db --replace --json",
            "  sqlane backup app.db app-backup.db --pages-per-step 50 --pause 20"
        })
public final class BackupCommand extends MaintenanceCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The database")
    private @Nullable Path file;

    @Parameters(index = "1", paramLabel = "DEST", description = "Where the copy goes, in a folder that exists")
    private @Nullable Path destination;

    @Mixin
    private CopyOptions copyOptions = new CopyOptions();

    @Option(
            names = "--pages-per-step",
            paramLabel = "N",
            defaultValue = "100",
            description = "Pages copied between two pauses. Default: ${DEFAULT-VALUE}")
    private int pagesPerStep;

    @Option(
            names = "--pause",
            paramLabel = "MILLISECONDS",
            defaultValue = "5",
            description = "How long each pause is; 0 copies as fast as the disk can. Default: ${DEFAULT-VALUE}")
    private long pauseMillis;

    @Override
    Result run() throws SQLException {
        Path from = Objects.requireNonNull(file);
        Path to = Objects.requireNonNull(destination);
        BackupOptions options =
                copyOptions.toOptions().withPagesPerStep(pagesPerStep).withPause(Duration.ofMillis(pauseMillis));
        return Copying.result("Copied", from, Copying.run("backup", options, all -> Sqlite.backup(from, to, all)));
    }
}
