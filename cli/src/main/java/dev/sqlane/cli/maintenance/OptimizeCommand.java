package dev.sqlane.cli.maintenance;

import dev.sqlane.Task;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sqlane optimize}. */
@Command(
        name = "optimize",
        header = "Gather the statistics by which SQLite plans queries.",
        description = {
            "",
            "Runs \"pragma optimize\" over all tables: those whose statistics are missing or old are analyzed, from a sample of"
                    + " each index, so that it is quick. Sqlane does so by itself when it closes a database, for the"
                    + " tables that were queried; this is for databases that are never closed.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if it was done, or nothing was to be done; 1 if it failed; 2 for wrong usage.",
            "",
            "Examples:",
            "  sqlane optimize app.db",
            "  sqlane optimize app.db --json"
        })
public final class OptimizeCommand extends MaintenanceCommand {
    /** All that the pragma does by default, and to all tables, not only those that this connection has queried. */
    private static final int ALL_TABLES = 0x1fffe;

    /** Says what it would do instead of doing it. */
    private static final int ONLY_SAY = 1;

    @Parameters(paramLabel = "FILE", description = "The database, in WAL mode")
    private @Nullable Path file;

    @Override
    Result run() throws SQLException {
        Path path = Objects.requireNonNull(file);
        ExistingFile.check(path);
        try (SqliteDatabase db = Sqlite.open(path)) {
            return db.maintain(Task.named("optimize"), OptimizeCommand::optimize);
        }
    }

    private static Result optimize(Connection connection) throws SQLException {
        long start = System.nanoTime();
        List<String> statements = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("pragma optimize(" + (ALL_TABLES | ONLY_SAY) + ")")) {
                while (rows.next()) {
                    statements.add(rows.getString(1));
                }
            }
            statement.execute("pragma optimize(" + ALL_TABLES + ")");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("statements", statements);
        values.put("milliseconds", millis);
        String text = statements.isEmpty()
                ? "Nothing was to be done: the statistics are there, and fit."
                : "Ran " + String.join("; ", statements) + " in " + millis + " ms.";
        return new Result(true, text, values);
    }
}
