package dev.sqlane.sqlite.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The settings of a statement: kept and checked, and mostly hints that SQLite has no use for. */
abstract class StatementSettings implements Statement {
    private long maxRows;
    private int fetchSize;
    private boolean poolable = true;

    /** @throws SQLException if the statement or its connection is closed */
    abstract void checkOpen() throws SQLException;

    /** JDBC's older methods count in ints; more rows than that are as many as they can say. */
    static int toInt(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    @Override
    public final void setLargeMaxRows(long rows) throws SQLException {
        checkOpen();
        if (rows < 0) {
            throw Refusal.misuse("The limit of " + rows + " rows is negative; 0 is for none.");
        }
        maxRows = rows;
    }

    @Override
    public final void setMaxRows(int rows) throws SQLException {
        setLargeMaxRows(rows);
    }

    @Override
    public final long getLargeMaxRows() throws SQLException {
        checkOpen();
        return maxRows;
    }

    @Override
    public final int getMaxRows() throws SQLException {
        return toInt(getLargeMaxRows());
    }

    /** A hint; SQLite gives one row at a time in any case. */
    @Override
    public final void setFetchSize(int rows) throws SQLException {
        checkOpen();
        if (rows < 0) {
            throw Refusal.misuse("The fetch size " + rows + " is negative.");
        }
        fetchSize = rows;
    }

    @Override
    public final int getFetchSize() throws SQLException {
        checkOpen();
        return fetchSize;
    }

    /** A hint as well, which SQLite can't follow: rows come in their order. */
    @Override
    public final void setFetchDirection(int direction) throws SQLException {
        checkOpen();
        if (direction != ResultSet.FETCH_FORWARD
                && direction != ResultSet.FETCH_REVERSE
                && direction != ResultSet.FETCH_UNKNOWN) {
            throw Refusal.misuse("There is no fetch direction " + direction + ".");
        }
    }

    @Override
    public final int getFetchDirection() throws SQLException {
        checkOpen();
        return ResultSet.FETCH_FORWARD;
    }

    @Override
    public final void setPoolable(boolean newPoolable) throws SQLException {
        checkOpen();
        poolable = newPoolable;
    }

    @Override
    public final boolean isPoolable() throws SQLException {
        checkOpen();
        return poolable;
    }

    /** Accepted without effect, as the driver does: SQLite does not cut values. */
    @Override
    public final void setMaxFieldSize(int size) throws SQLException {
        checkOpen();
        if (size < 0) {
            throw Refusal.misuse("The field size " + size + " is negative.");
        }
    }

    @Override
    public final int getMaxFieldSize() throws SQLException {
        checkOpen();
        return 0;
    }

    /** Without effect: the driver knows no JDBC escapes. */
    @Override
    public final void setEscapeProcessing(boolean enable) throws SQLException {
        checkOpen();
    }

    /** Without effect: there are no positioned updates. */
    @Override
    public final void setCursorName(@Nullable String name) throws SQLException {
        checkOpen();
    }

    @Override
    public final int getResultSetType() throws SQLException {
        checkOpen();
        return ResultSet.TYPE_FORWARD_ONLY;
    }

    @Override
    public final int getResultSetConcurrency() throws SQLException {
        checkOpen();
        return ResultSet.CONCUR_READ_ONLY;
    }

    @Override
    public final int getResultSetHoldability() throws SQLException {
        checkOpen();
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public final @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public final void clearWarnings() throws SQLException {
        checkOpen();
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw Refusal.notWrapped(this, type);
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
