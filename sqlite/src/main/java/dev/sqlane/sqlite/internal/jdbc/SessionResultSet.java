package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.value.ResultSetRow;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one execution of one statement.
 *
 * <p><b>Ownership.</b> It has one use of its session, until it is closed or has given its last row. It reads the cursor of a
 * {@link CachedStatement} that somebody has checked out: a prepared statement, which
 * keeps it for the next execution, or this result set itself ({@code ownsCompiled}), which gives it back when it is closed. The end of
 * a transaction or a savepoint closes the cursor from underneath, and the end of the session takes the statement away;
 * every method looks, while it keeps the connection, so none reads what is not its own.
 */
final class SessionResultSet extends ForwardingResultSet {
    private final SessionSource source;
    private final Session session;
    private final ExecutingStatement statement;
    private final CachedStatement compiled;
    private final ResultSet cursor;
    private final boolean ownsCompiled;
    private final long maxRows;

    private long row;
    private @Nullable ResultSetMetaData metaData;
    private @Nullable ResultSetRow typed;

    /** True to false, once: at the end of the rows, or when this is closed. Guarded by the source. */
    private boolean using;

    /** False to true, once: the session ended with the rows, which were read to their end. Guarded by the source. */
    private boolean drained;

    /** False to true, once; written while the connection is kept, or after it has ended. */
    private volatile boolean closed;

    /**
     * @param statement reported by {@link #getStatement} and told when this is closed
     * @param compiled executed, with its cursor open
     * @param maxRows 0 for no limit
     */
    SessionResultSet(
            SessionSource source,
            Session session,
            ExecutingStatement statement,
            CachedStatement compiled,
            boolean ownsCompiled,
            long maxRows)
            throws SQLException {
        ResultSet open = compiled.cursor();
        if (open == null) {
            throw Refusal.closedResultSet();
        }
        this.source = source;
        this.session = session;
        this.statement = statement;
        this.compiled = compiled;
        this.cursor = open;
        this.ownsCompiled = ownsCompiled;
        this.maxRows = maxRows;
        source.keep(session);
        this.using = true;
    }

    private void keep() throws SQLException {
        try {
            source.enter();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
        if (closed) {
            source.leave();
            throw Refusal.closedResultSet();
        }
    }

    @Override
    ResultSet enter() throws SQLException {
        keep();
        if (isAway()) {
            source.leave();
            throw Refusal.closedResultSet();
        }
        return cursor;
    }

    /** The driver's object is the same for all executions; the statement's next one has closed this result set. */
    private boolean isAway() {
        return session.isClosed() || compiled.cursor() == null;
    }

    @Override
    void leave() {
        source.leave();
        if (statement != null) {
            statement.connection.left();
        }
    }

    @Override
    public boolean next() throws SQLException {
        keep();
        try {
            if (drained) {
                return false;
            }
            if (isAway()) {
                throw Refusal.closedResultSet();
            }
            if (maxRows != 0 && row >= maxRows) {
                row = maxRows + 1;
                endUse();
                return false;
            }
            boolean more = statement.advance(session, compiled);
            if (more) {
                row++;
            } else {
                endUse();
            }
            return more;
        } catch (SQLException e) {
            // A further step would silently begin the query anew, with its first row.
            closeKept();
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    /** Lets go of the session at the end of the rows. */
    private void endUse() throws SQLException {
        if (using) {
            using = false;
            source.done(session);
            drained = session.isClosed();
        }
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        boolean limited = maxRows != 0 && row > maxRows;
        return limited || (isDrained() ? row > 0 : super.isAfterLast());
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        return !isDrained() && super.isBeforeFirst();
    }

    @Override
    public boolean isFirst() throws SQLException {
        return !isDrained() && super.isFirst();
    }

    @Override
    public int getRow() throws SQLException {
        return isDrained() ? (int) (maxRows == 0 ? row : Math.min(row, maxRows)) : super.getRow();
    }

    /** Tells whether the rows ended, and their session with them. */
    boolean isDrained() throws SQLException {
        keep();
        try {
            return drained;
        } finally {
            leave();
        }
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        if (source.enterIfOpen()) {
            try {
                closeKept();
            } catch (SQLException e) {
                throw ErrorTranslation.ofLibrary(e);
            } finally {
                source.leave();
            }
        } else {
            // Everything was given back when the connection ended.
            closed = true;
        }
        statement.resultSetClosed();
    }

    /** Closes while the caller keeps the connection. */
    void closeKept() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            session.closeCursor(compiled);
        } finally {
            if (ownsCompiled) {
                session.release(compiled);
            }
            if (using) {
                using = false;
                source.done(session);
            }
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        if (closed || !source.enterIfOpen()) {
            return true;
        }
        try {
            return closed || (!drained && isAway());
        } finally {
            source.leave();
        }
    }

    @Override
    void checkOpen() throws SQLException {
        keep();
        try {
            if (!drained && isAway()) {
                throw Refusal.closedResultSet();
            }
        } finally {
            leave();
        }
    }

    // Values ---------------------------------------------------------------------------------------------------------

    @Override
    public int findColumn(String label) throws SQLException {
        ResultSet row = enter();
        try {
            compiled.columnNames();
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
            if (type == String.class) {
                return type.cast(row.getString(column));
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
            forms = new ResultSetRow(row, compiled.columnCount(), compiled::columnNames, () -> false);
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

    // About it -------------------------------------------------------------------------------------------------------

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        checkOpen();
        ResultSetMetaData known = metaData;
        if (known == null) {
            known = new SessionResultSetMetaData(new OpenColumns(this));
            metaData = known;
        }
        return known;
    }

    /** Describes what another execution would return. */
    DescribedColumns columnsAnew() {
        return new DescribedColumns(source, statement, compiled.key());
    }

    @Override
    Statement statement() {
        return statement;
    }
}
