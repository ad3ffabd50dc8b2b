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
 * A prepared statement. It holds its text, the values of its parameters, which it hands to the driver before each execution, and a
 * compiled statement of the session in which it was last needed: from the moment it is prepared where there is only one session, or else from its
 * execution on, for as long as that session lasts. So a compiled statement that an error has broken, or whose session has ended, is replaced
 * by another without the caller's noticing; and nothing is written to the compiled statement while the connection is not
 * kept, after whose end it may be the next borrower's.
 */
final class SessionPreparedStatement extends ParameterizedStatement {
    /** Stands for a parameter that was not set; null stands for NULL. */
    private static final Object UNSET = new Object();

    private static final @Nullable Object[] NO_PARAMETERS = {};

    private final String sql;

    /** Checked out of {@link #compiledIn}; both null until the first execution, unless it was compiled ahead. */
    private @Nullable CachedStatement compiled;

    private @Nullable Session compiledIn;
    private final @Nullable Object[] values;
    private @Nullable List<@Nullable Object[]> batch;

    /** Called while the connection is kept. */
    SessionPreparedStatement(SessionConnection connection, SessionSource source, String sql, boolean keysWanted)
            throws SQLException {
        super(connection, source, keysWanted);
        this.sql = sql;
        Session only = source.only();
        int count = only == null
                ? source.parameterCount(sql)
                : connection
                        .request(guard(), () -> ready(only))
                        .prepared()
                        .getParameterMetaData()
                        .getParameterCount();
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

    private static void bind(CachedStatement statement, @Nullable Object[] values) throws SQLException {
        PreparedStatement driver = statement.prepared();
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

    /** Returns the statement as compiled in a session, compiled anew if it was not there before or an error has broken it. */
    private CachedStatement ready(Session session) throws SQLException {
        CachedStatement known = compiledIn == session ? compiled : null;
        if (known != null) {
            if (!known.isBroken()) {
                return known;
            }
            session.release(known);
        }
        String text = source.text(session, sql);
        CachedStatement ready = session.prepare(text, guard());
        if (!text.equals(sql)) {
            // Made for this execution alone.
            ready.useOnlyOnce();
        }
        compiled = ready;
        compiledIn = session;
        return ready;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        enter();
        try {
            clearResult();
            return inSession(sql, true, session -> {
                CachedStatement statement = ready(session);
                if (!statement.returnsRows()) {
                    throw Refusal.misuse(
                            "The statement returns no rows, and was not run; use executeUpdate or execute for it.");
                }
                bind(statement, values);
                run(session, statement);
                return openResult(session, statement, false);
            });
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
            long changes = inSession(sql, false, session -> update(session, values));
            setUpdateCount(changes);
            return changes;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private long update(Session session, @Nullable Object[] parameters) throws SQLException {
        CachedStatement statement = ready(session);
        if (statement.returnsRows()) {
            throw Refusal.misuse("The statement returns rows, and was not run; use executeQuery or execute for it.");
        }
        bind(statement, parameters);
        run(session, statement);
        return changesOf(session, statement);
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
            return inSession(sql, true, session -> {
                CachedStatement statement = ready(session);
                bind(statement, values);
                if (run(session, statement)) {
                    openResult(session, statement, false);
                    return true;
                }
                setUpdateCount(changesOf(session, statement));
                return false;
            });
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
            return entries == null
                    ? new long[0]
                    : inSession(sql, false, session -> runBatch(entries, entry -> update(session, entry)));
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    // Metadata -------------------------------------------------------------------------------------------------------

    /**
     * Describes the columns of the rows that are open, or else as they are whenever something of them is asked. Null where the statement has none, and
     * where they can't be told before it runs.
     */
    @Override
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        enter();
        try {
            SessionResultSet rows = openResult();
            if (rows != null && !rows.isClosed()) {
                return rows.getMetaData();
            }
            if (!source.isDescribable(sql)) {
                return null;
            }
            DescribedColumns columns = new DescribedColumns(source, this, sql);
            return columns.areThere() ? new SessionResultSetMetaData(columns) : null;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        checkOpen();
        return new SessionParameterMetaData(values.length);
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    void releaseStatements() {
        CachedStatement known = compiled;
        if (known != null && compiledIn != null) {
            compiledIn.release(known);
        }
    }

    /** The text only: parameters may be secret. */
    @Override
    public String toString() {
        return sql;
    }
}
