package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.value.StoredText;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement. It holds one compiled statement from the moment it is prepared until it is closed, and the values of its
 * parameters, which it hands to the driver before each execution. So a compiled statement that an error has broken is replaced
 * by another without the caller's noticing; and nothing is written to the compiled statement while the session is not
 * kept, after whose end it may be the next borrower's.
 */
final class SessionPreparedStatement extends ParameterizedStatement {
    /** Stands for a parameter that was not set; null stands for NULL. */
    private static final Object UNSET = new Object();

    private static final @Nullable Object[] NO_PARAMETERS = {};

    private final String sql;
    private CachedStatement compiled;
    private final @Nullable Object[] values;
    private @Nullable List<@Nullable Object[]> batch;

    /** Compiled only to be described, since a description by {@link #compiled} ends with its next execution. */
    private @Nullable CachedStatement described;

    /** @param compiled checked out by the caller, who leaves it to this statement */
    SessionPreparedStatement(
            SessionConnection connection, Session session, CachedStatement compiled, boolean keysWanted)
            throws SQLException {
        super(connection, session, keysWanted);
        this.sql = compiled.key();
        this.compiled = compiled;
        int count = compiled.prepared().getParameterMetaData().getParameterCount();
        this.values = count == 0 ? NO_PARAMETERS : new @Nullable Object[count];
        Arrays.fill(values, UNSET);
    }

    // Parameters -----------------------------------------------------------------------------------------------------

    @Override
    void set(int position, @Nullable Object value) throws SQLException {
        checkOpen();
        if (position < 1 || position > values.length) {
            throw noSuchParameter(position);
        }
        if (value instanceof String text) {
            try {
                StoredText.check(position, text);
            } catch (SQLException e) {
                throw ErrorTranslation.ofLibrary(e);
            }
        }
        values[position - 1] = value;
    }

    private SQLException noSuchParameter(int position) {
        return Refusal.misuse(
                "There is no parameter " + position + ": the statement has " + values.length + ", counted from 1.");
    }

    @Override
    public void clearParameters() throws SQLException {
        checkOpen();
        Arrays.fill(values, UNSET);
    }

    private static void bind(PreparedStatement driver, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof String text) {
                driver.setString(i + 1, text);
            } else if (value == UNSET) {
                throw Refusal.misuse(
                        "Parameter " + (i + 1) + " of " + values.length
                                + " has no value, which the driver would silently take for NULL; if NULL is meant, use setNull.");
            } else if (value instanceof Moment moment) {
                moment.bind(driver, i + 1);
            } else {
                // Boxed numbers stay as they are; setLong and its like would box them once more.
                driver.setObject(i + 1, value);
            }
        }
    }

    // Execution ------------------------------------------------------------------------------------------------------

    /** Returns the compiled statement, compiled anew if an error has broken it. */
    private CachedStatement ready() throws SQLException {
        CachedStatement ready = compiled;
        if (ready.isBroken()) {
            session.release(ready);
            ready = session.prepare(sql);
            compiled = ready;
        }
        return ready;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        enter();
        try {
            clearResult();
            CachedStatement statement = ready();
            if (!statement.returnsRows()) {
                throw Refusal.misuse(
                        "The statement returns no rows, and was not run; use executeUpdate or execute for it.");
            }
            bind(statement.prepared(), values);
            run(statement);
            return openResult(statement, false);
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        enter();
        try {
            clearResult();
            long changes = update(values);
            setUpdateCount(changes);
            return changes;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private long update(@Nullable Object[] parameters) throws SQLException {
        CachedStatement statement = ready();
        if (statement.returnsRows()) {
            throw Refusal.misuse("The statement returns rows, and was not run; use executeQuery or execute for it.");
        }
        bind(statement.prepared(), parameters);
        run(statement);
        return changesOf(statement);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return toInt(executeLargeUpdate());
    }

    @Override
    public boolean execute() throws SQLException {
        enter();
        try {
            clearResult();
            CachedStatement statement = ready();
            bind(statement.prepared(), values);
            if (run(statement)) {
                openResult(statement, false);
                return true;
            }
            setUpdateCount(changesOf(statement));
            return false;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    // Batches --------------------------------------------------------------------------------------------------------

    @Override
    public void addBatch() throws SQLException {
        checkOpen();
        List<@Nullable Object[]> entries = batch;
        if (entries == null) {
            entries = new ArrayList<>();
            batch = entries;
        }
        entries.add(values.clone());
    }

    @Override
    public void clearBatch() throws SQLException {
        checkOpen();
        batch = null;
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        enter();
        try {
            List<@Nullable Object[]> entries = batch;
            batch = null;
            return entries == null ? new long[0] : runBatch(entries, this::update);
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    // Metadata -------------------------------------------------------------------------------------------------------

    /**
     * Describes the columns as they are now. Each call compiles the statement anew, where no rows are open, because what an earlier compilation
     * says of a table that was altered since is wrong until it is executed.
     */
    @Override
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        enter();
        try {
            if (!compiled.returnsRows()) {
                return null;
            }
            SessionResultSet rows = openResult();
            if (rows != null && !rows.isClosed()) {
                return rows.getMetaData();
            }
            releaseDescribed();
            described = session.metadata(session.prepare(sql));
            return new SessionResultSetMetaData(session, this::enterDescribed);
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private ResultSetMetaData enterDescribed() throws SQLException {
        enter();
        boolean entered = false;
        try {
            CachedStatement latest = described;
            if (latest == null) {
                throw Refusal.closedStatement();
            }
            ResultSetMetaData metaData = latest.prepared().getMetaData();
            entered = true;
            return metaData;
        } finally {
            if (!entered) {
                leave();
            }
        }
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        checkOpen();
        return new SessionParameterMetaData(values.length);
    }

    // The end --------------------------------------------------------------------------------------------------------

    private void releaseDescribed() {
        CachedStatement former = described;
        described = null;
        if (former != null) {
            session.release(former);
        }
    }

    @Override
    void releaseStatements() {
        releaseDescribed();
        session.release(compiled);
    }

    /** The text only: parameters may be secret. */
    @Override
    public String toString() {
        return sql;
    }
}
