package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Session;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a text without open rows. Each question compiles the text anew, since what an earlier compilation says of a table
 * that was altered meanwhile is wrong until it is executed; so nothing stays compiled, or borrowed, between two questions.
 */
final class DescribedColumns implements SessionResultSetMetaData.Source {
    private final SessionSource source;
    private final ExecutingStatement statement;
    private final String sql;

    /** What the question under way uses; null to both and back. Guarded by the source. */
    private @Nullable Session session;

    private @Nullable CachedStatement compiled;

    /** @param statement which must be open when something is asked */
    DescribedColumns(SessionSource source, ExecutingStatement statement, String sql) {
        this.source = source;
        this.statement = statement;
        this.sql = sql;
    }

    /** Tells whether there are any. The caller keeps the connection. */
    boolean areThere() throws SQLException {
        try {
            return compile().returnsRows();
        } finally {
            release();
        }
    }

    private CachedStatement compile() throws SQLException {
        Session taken = source.takeAside();
        session = taken;
        CachedStatement described = taken.metadata(taken.prepare(sql, source.guard()));
        compiled = described;
        return described;
    }

    private void release() throws SQLException {
        Session taken = session;
        CachedStatement described = compiled;
        session = null;
        compiled = null;
        if (taken != null) {
            if (described != null) {
                taken.release(described);
            }
            source.done(taken);
        }
    }

    @Override
    public ResultSetMetaData enter() throws SQLException {
        statement.enter();
        boolean entered = false;
        try {
            ResultSetMetaData description = compile().prepared().getMetaData();
            entered = true;
            return description;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            if (!entered) {
                leave();
            }
        }
    }

    @Override
    public void leave() throws SQLException {
        try {
            release();
        } finally {
            source.leave();
        }
    }
}
