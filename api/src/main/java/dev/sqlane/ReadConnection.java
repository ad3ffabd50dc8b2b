package dev.sqlane;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection that can only read. A function that takes one says in its signature that it does not write.
 *
 * <p>Handed to a unit by {@link Database#read} or {@link ReadPool#read}, it sees one snapshot of the database for as long
 * as the unit runs. Inside a write ({@link WriteConnection} is one too) it sees the transaction's own uncommitted rows.
 *
 * <p>It belongs to the unit and ends with it: later use is refused with a {@link ClosedException}. Use by one
 * thread at a time is intended; use by several is safe but serialised.
 *
 * @since 0.1.0
 */
public interface ReadConnection extends Queries {
    /**
     * Returns the rows as a lazily read stream, which holds a cursor until it is closed: use it in a
     * try-with-resources statement. It is closed with the unit at the latest.
     *
     * @throws SQLException if the statement fails; a failure while rows are read reaches the stream's
     *     consumer as an {@link UncheckedSqlException}
     */
    <T extends @Nullable Object> Stream<T> stream(String sql, RowMapper<T> mapper, @Nullable Object... parameters)
            throws SQLException;

    /**
     * Returns this connection in JDBC's form, for jOOQ, Jdbi and the like. It belongs to the unit: it reports
     * {@code autoCommit == false}, and {@code commit}, {@code rollback} and {@code setAutoCommit(true)} on it are refused,
     * because the unit commits by returning and rolls back by throwing. Its {@code close} does nothing. On a read connection
     * the engine itself refuses every write.
     *
     * @throws ClosedException if the unit has ended
     */
    Connection jdbc() throws SQLException;
}
