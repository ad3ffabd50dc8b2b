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
import picocli.CommandLine.Parameters;

/** {@code sqlane restore}. */
@Command(
        name = "restore",
        header = "Put a copy of a backup in a database's place.",
        description = {
            "",
            "Stop the programs that use the database first. Where another process has it open, the command refuses, and names"
                    + " the process if it can. The backup is copied beside the database and checked thoroughly; only then"
                    + " are the old file's logs removed, and the new file takes its name in one step. The backup is not"
                    + " changed. Where anything fails before, the database is as it was.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if the database was restored, 1 if not, 2 for wrong usage.",
            "",
            "Examples:",
            "  sqlane restore app-backup.db app.db",
            "  sqlane restore /mnt/backup/app.db app.db --replace"
        })
public final class RestoreCommand extends MaintenanceCommand {
    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup")
    private @Nullable Path backup;

    @Parameters(index = "1", paramLabel = "FILE", description = "The database that it is to become")
    private @Nullable Path file;

    @Mixin
    private CopyOptions copyOptions = new CopyOptions();

    @Override
    Result run() throws SQLException {
        Path from = Objects.requireNonNull(backup);
        Path to = Objects.requireNonNull(file);
        // Nobody is to be spared: those who use the database are stopped.
        BackupOptions options = copyOptions.toOptions().withPause(Duration.ZERO);
        return Copying.result("Restored", from, Copying.run("restore", options, all -> Sqlite.restore(from, to, all)));
    }
}
