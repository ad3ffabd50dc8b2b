package dev.sqlane;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a write transaction. A function that takes one says in its signature that it writes; a function
 * that takes a {@link ReadConnection} can be called with it too and sees the uncommitted rows.
 *
 * <p>The unit owns the transaction: returning commits it, throwing rolls it back. Statements that begin, commit or
 * roll back, {@code ATTACH}, {@code DETACH} and {@code PRAGMA}s that assign are refused inside a unit.
 *
 * <p>Where the database itself rolls the transaction back ({@code OR ROLLBACK}, {@code RAISE(ROLLBACK)}, a full disk, an
 * interrupted write), the unit is dead: its further statements are refused with a {@link GroupCollapsedException}
 * before they run, since they would commit one by one.
 *
 * @since 0.1.0
 */
public interface WriteConnection extends ReadConnection {
    /**
     * Runs one statement that returns no rows.
     *
     * @return how many rows it inserted, updated or deleted; 0 for a statement that changes the schema
     * @throws SQLException if the statement fails
     */
    long update(String sql, @Nullable Object... parameters) throws SQLException;

    /**
     * Runs one INSERT or REPLACE, which may begin with WITH, and returns the rowid of the row that it inserted. Every other
     * statement is refused before it runs. For an upsert, a table {@code WITHOUT ROWID} or
     * other columns use {@code queryOne("insert … returning …", …)}.
     *
     * @throws MisuseException if the statement is none of these; use {@link #update}. Likewise, after it has run, if it inserted no row
     *     ({@code insert or ignore} met a conflict, say)
     * @throws SQLException if the statement fails
     */
    long insert(String sql, @Nullable Object... parameters) throws SQLException;

    /**
     * Runs one statement once for each list of parameters, all in this transaction.
     *
     * @return for each list how many rows were changed
     * @throws SQLException if one of them fails; the earlier ones stay part of the transaction
     */
    long[] batch(String sql, List<? extends List<? extends @Nullable Object>> parameterLists) throws SQLException;

    /**
     * Runs all statements of a script, which are separated by semicolons and take no parameters. The whole script is
     * checked for refused statements before the first one runs.
     *
     * @throws MisuseException if the script has a statement that a unit must not run
     * @throws SQLException if a statement fails
     */
    void script(String sql) throws SQLException;

    /**
     * Runs {@code work} in a savepoint: when it throws, what it did is undone, the rest of the transaction stays,
     * and the exception goes on to the caller. Cursors and streams that are open when the savepoint ends are closed.
     * Actions that were registered by {@link #afterCommit} inside are dropped with it.
     *
     * @throws SQLException if the savepoint can't be set or released
     * @throws X what {@code work} throws
     */
    <T extends @Nullable Object, X extends Exception> T savepoint(WriteWork<T, X> work) throws SQLException, X;

    /**
     * Registers an action to run once, on the unit's thread, after the transaction has been committed and the write
     * connection was handed on. It does not run when the unit is rolled back. What it throws is reported to
     * {@link Events#afterCommitFailed} and does not reach the caller, whose write is done. The
     * actions of one unit run in the order of registration.
     *
     * <p>By then the next unit may run, so the actions of different units may run at the same time and in another order than their
     * transactions were committed in. What must follow the order of commits, such as a cache that keeps the last value, has to compare
     * a version that the transaction itself has written.
     */
    void afterCommit(Runnable action) throws SQLException;
}
