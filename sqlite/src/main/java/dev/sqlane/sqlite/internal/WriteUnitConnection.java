package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.WriteConnection;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import dev.sqlane.sqlite.internal.value.ParameterBinder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handle that a write unit gets. Its own fields are guarded by the session. */
final class WriteUnitConnection extends ReadUnitConnection implements WriteConnection {
    private final List<Runnable> afterCommit = new ArrayList<>(0);
    private int savepoints;

    WriteUnitConnection(Session session) {
        super(session);
    }

    List<Runnable> afterCommitActions() {
        return afterCommit;
    }

    @Override
    public long update(String sql, @Nullable Object... parameters) throws SQLException {
        session().enter();
        try {
            CachedStatement statement = session().prepare(sql);
            try {
                return update(statement, parameters);
            } finally {
                session().release(statement);
            }
        } finally {
            session().leave();
        }
    }

    private long update(CachedStatement statement, @Nullable Object @Nullable [] parameters) throws SQLException {
        refuseRows(statement);
        ParameterBinder.bind(statement.prepared(), parameters);
        session().execute(statement, null);
        return session().changes(statement);
    }

    /** Before it runs: its rows would be lost, its changes would not. */
    private static void refuseRows(CachedStatement statement) throws SQLException {
        if (statement.returnsRows()) {
            throw new MisuseException(
                    "The statement returns rows, which update, insert and batch would lose; use query(…) for it: "
                            + statement.statement().text(),
                    null);
        }
    }

    @Override
    public long insert(String sql, @Nullable Object... parameters) throws SQLException {
        session().enter();
        try {
            return insertAndKeep(sql, parameters);
        } finally {
            session().leave();
        }
    }

    private long insertAndKeep(String sql, @Nullable Object... parameters) throws SQLException {
        CachedStatement statement = session().prepare(sql);
        try {
            refuseOtherThanInsert(statement.statement());
            if (update(statement, parameters) == 0) {
                throw new MisuseException(
                        "The statement inserted no row, so there is no rowid to return; use update(…), which returns the number of rows: "
                                + sql,
                        null);
            }
        } finally {
            session().release(statement);
        }
        return session().lastInsertRowid();
    }

    /** Before it runs: SQLite would answer with the rowid of some earlier INSERT, of another unit perhaps. */
    private static void refuseOtherThanInsert(SqlStatement statement) throws MisuseException {
        if (statement.kind() != Kind.INSERT && statement.kind() != Kind.WITH) {
            throw new MisuseException(
                    "insert(…) returns the rowid of a new row, and this statement is no INSERT or REPLACE. It was not run; use update(…), which returns the number of rows: "
                            + statement.text(),
                    null);
        }
    }

    @Override
    public long[] batch(String sql, List<? extends List<? extends @Nullable Object>> parameterLists)
            throws SQLException {
        session().enter();
        try {
            return batchAndKeep(sql, parameterLists);
        } finally {
            session().leave();
        }
    }

    private long[] batchAndKeep(String sql, List<? extends List<? extends @Nullable Object>> parameterLists)
            throws SQLException {
        CachedStatement statement = session().prepare(sql);
        try {
            refuseRows(statement);
            long[] counts = new long[parameterLists.size()];
            int index = 0;
            for (List<? extends @Nullable Object> parameters : parameterLists) {
                ParameterBinder.bind(statement.prepared(), parameters);
                session().execute(statement, null);
                counts[index++] = session().changes(statement);
            }
            return counts;
        } finally {
            session().release(statement);
        }
    }

    @Override
    public void script(String sql) throws SQLException {
        session().script(sql, null);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T savepoint(WriteWork<T, X> work) throws SQLException, X {
        String name;
        int actions;
        session().enter();
        try {
            name = "sqlane_" + ++savepoints;
            actions = afterCommit.size();
            session().savepoint(name);
        } finally {
            session().leave();
        }
        T result;
        try {
            result = work.run(this);
        } catch (Throwable e) {
            undo(name, e);
            afterCommit.subList(actions, afterCommit.size()).clear();
            throw e;
        }
        session().releaseSavepoint(name);
        return result;
    }

    /** Undoes a savepoint after {@code cause}, which goes on to the caller; where SQLite has undone everything, nothing is left to do. */
    private void undo(String name, Throwable cause) {
        if (session().connection().transaction() == Transaction.LOST
                || session().isClosed()) {
            return;
        }
        try {
            session().rollbackTo(name);
            session().releaseSavepoint(name);
        } catch (SQLException e) {
            // The unit must not go on with half of the savepoint's work in it.
            session().connection().lose(e);
            cause.addSuppressed(e);
        }
    }

    @Override
    public void afterCommit(Runnable action) throws SQLException {
        session().enter();
        try {
            afterCommit.add(Objects.requireNonNull(action, "action"));
        } finally {
            session().leave();
        }
    }
}
