package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.value.ResultSetRow;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one execution of one statement.
 *
 * <p><b>Ownership.</b> It reads the cursor of a {@link CachedStatement} that somebody has checked out: a prepared statement, which
 * keeps it for the next execution, or this result set itself ({@code ownsSource}), which gives it back when it is closed. The end of
 * a transaction or a savepoint closes the cursor from underneath, and the end of the session takes the statement away;
 * every method looks, while it keeps the session, so none reads what is not its own.
 */
final class SessionResultSet extends ForwardingResultSet {
    private final Session session;
    private final @Nullable ExecutingStatement statement;
    private final CachedStatement source;
    private final ResultSet cursor;
    private final boolean ownsSource;
    private final long maxRows;

    private long row;
    private int fetchSize;
    private @Nullable ResultSetMetaData metaData;
    private @Nullable ResultSetRow typed;

    /** False to true, once; written while the session is kept, or after it has ended. */
    private volatile boolean closed;

    /**
     * @param statement reported by {@link #getStatement} and told when this is closed; null for metadata
     * @param source executed, with its cursor open
     * @param maxRows 0 for no limit
     */
    SessionResultSet(
            Session session,
            @Nullable ExecutingStatement statement,
            CachedStatement source,
            boolean ownsSource,
            long maxRows)
            throws SQLException {
        ResultSet open = source.cursor();
        if (open == null) {
            throw Refusal.closedResultSet();
        }
        this.session = session;
        this.statement = statement;
        this.source = source;
        this.cursor = open;
        this.ownsSource = ownsSource;
        this.maxRows = maxRows;
    }

    @Override
    ResultSet enter() throws SQLException {
        try {
            session.enter();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
        // The driver's object is the same for all executions; the statement's next one has closed this result set.
        if (closed || source.cursor() == null) {
            session.leave();
            throw Refusal.closedResultSet();
        }
        return cursor;
    }

    @Override
    void leave() {
        session.leave();
    }

    @Override
    public boolean next() throws SQLException {
        enter();
        try {
            if (maxRows != 0 && row >= maxRows) {
                row = maxRows + 1;
                return false;
            }
            boolean more = statement == null ? session.next(source, null) : statement.advance(source);
            row += more ? 1 : 0;
            return more;
        } catch (SQLException e) {
            // A further step would silently begin the query anew, with its first row.
            closeKept();
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        boolean limited = maxRows != 0 && row > maxRows;
        return super.isAfterLast() || limited;
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        if (session.enterIfOpen()) {
            try {
                closeKept();
            } catch (SQLException e) {
                throw ErrorTranslation.ofLibrary(e);
            } finally {
                session.leave();
            }
        } else {
            // The session gave everything back when it ended.
            closed = true;
        }
        if (statement != null) {
            statement.resultSetClosed();
        }
    }

    /** Closes while the caller keeps the session. */
    void closeKept() throws SQLException {
        if (!closed) {
            closed = true;
            if (ownsSource) {
                try {
                    session.closeCursor(source);
                } finally {
                    session.release(source);
                }
            } else {
                session.closeCursor(source);
            }
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        if (closed || !session.enterIfOpen()) {
            return true;
        }
        try {
            return closed || source.cursor() == null;
        } finally {
            session.leave();
        }
    }

    private void checkOpen() throws SQLException {
        enter();
        leave();
    }

    // Values ---------------------------------------------------------------------------------------------------------

    @Override
    public int findColumn(String label) throws SQLException {
        ResultSet row = enter();
        try {
            source.columnNames();
            return row.findColumn(label);
        } finally {
            leave();
        }
    }

    /**
     * Reads the types that a parameter can be bound from, and refuses what would lose something, such as a number that does not fit; what the
     * engine has no form for is left to the driver, which also reads local dates and times from numbers.
     */
    @Override
    public <T> @Nullable T getObject(int column, @Nullable Class<T> type) throws SQLException {
        if (type == null) {
            throw Refusal.misuse("getObject was given no type.");
        }
        ResultSet row = enter();
        try {
            Object stored = row.getObject(column);
            if (stored == null) {
                return null;
            }
            if (type == Object.class) {
                return type.cast(stored);
            }
            if (stored instanceof Number && isLocalTime(type)) {
                return row.getObject(column, type);
            }
            return ofForm(row, column, type);
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private <T> @Nullable T ofForm(ResultSet row, int column, Class<T> type) throws SQLException {
        ResultSetRow forms = typed;
        if (forms == null) {
            // Every use of it is between enter and leave, so the rows can't have ended.
            forms = new ResultSetRow(row, source.columnCount(), source::columnNames, () -> false);
            typed = forms;
        }
        try {
            return forms.get(column, type);
        } catch (MisuseException e) {
            if (Number.class.isAssignableFrom(type)) {
                // The driver would cut it down to what fits.
                throw e;
            }
            try {
                return row.getObject(column, type);
            } catch (SQLException | RuntimeException unreadable) {
                e.addSuppressed(unreadable);
                throw e;
            }
        }
    }

    private static boolean isLocalTime(Class<?> type) {
        return type == LocalDate.class || type == LocalDateTime.class || type == LocalTime.class;
    }

    @Override
    public <T> @Nullable T getObject(String label, @Nullable Class<T> type) throws SQLException {
        return getObject(findColumn(label), type);
    }

    /** SQLite has one kind of text; the driver offers it under this name for streams only. */
    @Override
    public @Nullable String getNString(int column) throws SQLException {
        return getString(column);
    }

    @Override
    public @Nullable String getNString(String label) throws SQLException {
        return getString(label);
    }

    // About it -------------------------------------------------------------------------------------------------------

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        checkOpen();
        ResultSetMetaData known = metaData;
        if (known == null) {
            known = new SessionResultSetMetaData(session, () -> enter().getMetaData());
            metaData = known;
        }
        return known;
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        checkOpen();
        return statement;
    }

    /** A hint; SQLite gives one row at a time in any case. */
    @Override
    public void setFetchSize(int rows) throws SQLException {
        checkOpen();
        if (rows < 0) {
            throw Refusal.misuse("The fetch size " + rows + " is negative.");
        }
        fetchSize = rows;
    }

    @Override
    public int getFetchSize() throws SQLException {
        checkOpen();
        return fetchSize;
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
    }

    @Override
    public @Nullable String getCursorName() throws SQLException {
        checkOpen();
        return null;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw Refusal.notWrapped(this, type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
