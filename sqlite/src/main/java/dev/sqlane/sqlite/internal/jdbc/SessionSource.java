package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Interruption;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the statements of a JDBC connection run. A connection of a pool, or of a unit, has one session for its life. The drop-in's has none
 * until a statement runs, finds one for each, and gives it back as soon as nothing of the statement is left in it.
 *
 * <p><b>Keeping.</b> Every call of JDBC that touches a session runs between {@link #enter} and {@link #leave}, so that calls from several
 * threads come one after another, and no session ends meanwhile. All methods but {@code enter} and those that begin with {@code is} are called
 * in between, unless they say otherwise.
 *
 * <p><b>Uses.</b> {@link #take} and {@link #takeAside} count one use of the session that they return, {@link #keep} one more, for rows that stay
 * open when the call has ended; {@link #done} ends one. A session without uses may be given back.
 */
public interface SessionSource {
    /** Returns the guard of what is asked for no statement: {@link #takeAside}, savepoints, {@link #isValid}. */
    InterruptGuard guard();

    /** Interrupts what is asked for no statement now, if anything is. Called at any time. */
    void interruptAside(Interruption why);

    /** Keeps the connection for one call. Throws, without keeping it, where the connection has ended. */
    void enter() throws SQLException;

    /** As {@link #enter}; returns false, without keeping it, where the connection has ended. */
    boolean enterIfOpen();

    void leave();

    /** Tells whether the connection has ended by itself. Called at any time. */
    boolean isEnded();

    // Statements -----------------------------------------------------------------------------------------------------

    /** Returns the session in which all statements run, so that they can be compiled ahead; null where each finds its own. */
    @Nullable
    Session only();

    /** Returns how many parameters a text has, as far as that can be told without compiling it. */
    int parameterCount(String sql);

    /** Tells whether a text's columns may be asked for without running it: compiling it for that has no effect. Called at any time. */
    boolean isDescribable(String sql);

    /**
     * Returns the session in which a text is to run.
     *
     * @param query whether rows are expected, so that it may turn out only to read
     * @param timeoutSeconds how long that may take; 0 for as long as the configuration allows
     * @param statement the guard by which another thread may end the wait
     */
    Session take(String sql, boolean query, int timeoutSeconds, InterruptGuard statement) throws SQLException;

    /**
     * Returns another session, in which a text is to run after it has failed without doing anything; null where the failure stands. The use
     * of {@code failed} goes over to the one returned.
     */
    @Nullable
    Session takeInstead(String sql, Session failed, SQLException failure, int timeoutSeconds, InterruptGuard statement)
            throws SQLException;

    /** Returns a session for what is asked besides the caller's own work, such as metadata. Nothing may write in it. */
    Session takeAside() throws SQLException;

    void keep(Session session);

    void done(Session session) throws SQLException;

    /** Returns the text to compile for a statement that is to run in a session now. */
    String text(Session session, String sql) throws SQLException;

    /** Returns the rowid of the last row that this connection has inserted, in that session if it did so there. */
    long lastInsertRowid(Session session) throws SQLException;

    /** Notes that a statement has run. */
    void ran(Session session, SqlStatement statement) throws SQLException;

    // Transactions ---------------------------------------------------------------------------------------------------

    /** Tells whether the connection belongs to a unit, which owns the transaction and has more use for it. Called at any time. */
    boolean isOfUnit();

    /** Called at any time. */
    boolean isAutoCommit();

    void setAutoCommit(boolean autoCommit) throws SQLException;

    void commit() throws SQLException;

    void rollback() throws SQLException;

    /**
     * Sets a savepoint.
     *
     * @param name one that the caller made up, quoted already; so for the two below
     */
    void savepoint(String name) throws SQLException;

    void releaseSavepoint(String name) throws SQLException;

    void rollbackTo(String name) throws SQLException;

    /** Called at any time. */
    boolean isReadOnly();

    void setReadOnly(boolean readOnly) throws SQLException;

    // The end --------------------------------------------------------------------------------------------------------

    /** As {@link #enterIfOpen}; but returns false too, where it would have to wait for a call of another thread. */
    boolean enterWithoutWaiting();

    /** Tells whether the connection could be used, as far as that can be told at any time. */
    boolean isOpen();

    /** Tells whether statements could run, without waiting for a connection. Called between {@code enter} and {@code leave}. */
    boolean isValid() throws SQLException;

    /** Tells whether a call waits for the outcome of its COMMIT, which no interrupt ends. Called at any time. */
    boolean isCommitting();

    /** Says that another thread than the one that has borrowed is going to call {@link #end}. Called at any time. */
    void abandon();

    /** Ends the connection: an open transaction is rolled back, and what it holds goes back. Called at any time; only the first call does anything. */
    void end() throws SQLException;
}
