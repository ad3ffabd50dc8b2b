package dev.sqlane.spring.boot;

import dev.sqlane.Holder;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.WalStatistics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds out whether a database can be written, for the health indicators of Spring Boot 4 and of 3.5. */
final class DatabaseHealth {
    /** Shorter than the 10 s after which Kubernetes and load balancers usually give up on a probe. */
    private static final Task CHECK = Task.named("health").withTimeout(Duration.ofSeconds(5));

    private final SqliteDatabase database;

    DatabaseHealth(SqliteDatabase database) {
        this.database = database;
    }

    /**
     * Takes and gives back the write lock, and returns the details to report.
     *
     * @throws SQLException if the database can't be written
     */
    Map<String, Object> check() throws SQLException {
        database.run(CHECK, connection -> {});
        WalStatistics wal = database.wal();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("walBytes", wal.bytes());
        wal.oldestReader().map(Holder::summary).ifPresent(reader -> details.put("oldestReader", reader));
        return details;
    }
}
