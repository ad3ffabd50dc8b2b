package dev.sqlane.sqlite.internal.jdbc;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint of one {@link SessionConnection}. JDBC tells savepoints apart by object and allows two of one name, but SQLite knows names
 * only, and takes the latest; so each has a number in its name, which no other has.
 */
final class SessionSavepoint implements Savepoint {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int id = COUNT.incrementAndGet();
    private final @Nullable String name;

    SessionSavepoint(@Nullable String name) {
        this.name = name;
    }

    /** Returns the name for SQL, quoted. */
    String sqlName() {
        return "\"jdbc " + id + (name == null ? "" : " " + name.replace("\"", "\"\"")) + '"';
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw Refusal.misuse("This savepoint has a name and no number.");
        }
        return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (name == null) {
            throw Refusal.misuse("This savepoint has a number and no name.");
        }
        return name;
    }
}
