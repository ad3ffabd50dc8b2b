package dev.sqlane.cli.maintenance;

import dev.sqlane.Task;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sqlane checkpoint}. */
@Command(
        name = "checkpoint",
        header = "Move the write-ahead log into the database file, and cut it.",
        description = {
            "",
            "\"pages\" is what the log held, \"moved\" how much of that is in the file now. The log can be cut only while nobody"
                    + " writes or reads in it; the command tries for as long as --wait says, and else says that it is"
                    + " blocked. What was moved is moved all the same.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if the log is empty, 1 if that was blocked or failed, 2 for wrong usage.",
            "",
            "Examples:",
            "  sqlane checkpoint app.db",
            "  sqlane checkpoint app.db --wait 30 --json"
        })
public final class CheckpointCommand extends MaintenanceCommand {
    private static final long PACE_NANOS = 10_000_000;

    @Parameters(paramLabel = "FILE", description = "The database, in WAL mode")
    private @Nullable Path file;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "For how long to try to cut the log. Default: ${DEFAULT-VALUE}")
    private long waitSeconds;

    private record Log(boolean busy, long pages, long moved) {}

    @Override
    Result run() throws SQLException {
        if (waitSeconds < 0 || waitSeconds > 86_400) {
            throw new IllegalArgumentException(
                    "--wait is " + waitSeconds + ", and must be from 0 to 86400: the seconds to try for");
        }
        Path path = Objects.requireNonNull(file);
        ExistingFile.check(path);
        try (SqliteDatabase db = Sqlite.open(path)) {
            return db.maintain(Task.named("checkpoint"), this::checkpoint);
        }
    }

    private Result checkpoint(Connection connection) throws SQLException {
        long start = System.nanoTime();
        Log log = run(connection, "passive");
        boolean cut;
        while (true) {
            Log tried = run(connection, "truncate");
            cut = !tried.busy();
            if (!cut) {
                log = tried;
            }
            if (cut || System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(waitSeconds)) {
                break;
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
        long pages = Math.max(0, log.pages());
        long moved = cut ? pages : Math.max(0, log.moved());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("pages", pages);
        values.put("moved", moved);
        values.put("truncated", cut);
        values.put("blocked", !cut);
        values.put("milliseconds", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        String text = String.format(Locale.ROOT, "%,d pages in the log, %,d moved, ", pages, moved)
                + (cut
                        ? "truncated."
                        : "not truncated: blocked for " + waitSeconds
                                + " s by another process that reads or writes. End its transaction, or raise --wait.");
        return new Result(cut, text, values);
    }

    private static Log run(Connection connection, String mode) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(" + mode + ")")) {
            return row.next() ? new Log(row.getInt(1) != 0, row.getLong(2), row.getLong(3)) : new Log(true, 0, 0);
        }
    }
}
