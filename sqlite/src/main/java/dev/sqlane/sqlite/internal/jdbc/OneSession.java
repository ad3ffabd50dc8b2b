package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Interruption;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The same session for all statements: that of a pool's connection, which was lent with it, or that of a unit. */
public final class OneSession implements SessionSource {
    private final Session session;

    /** Null until it is needed: most connections run statements only. Written while the connection is kept, read at any time. */
    private volatile @Nullable InterruptGuard guard;

    /** Set once at most, by {@link #returnTo}; null for the connection of a unit, which ends with the unit. */
    private SessionConnection.@Nullable Returner returner;

    public OneSession(Session session) {
        this.session = session;
    }

    /** Tells where the connection goes when it ends; called before anybody uses it. */
    public void returnTo(SessionConnection.Returner to) {
        returner = to;
    }

    @Override
    public InterruptGuard guard() {
        InterruptGuard known = guard;
        if (known == null) {
            known = new InterruptGuard();
            guard = known;
        }
        return known;
    }

    @Override
    public void interruptAside(Interruption why) {
        InterruptGuard known = guard;
        if (known != null) {
            known.interrupt(why);
        }
    }

    @Override
    public void enter() throws SQLException {
        session.enter();
    }

    @Override
    public boolean enterIfOpen() {
        return session.enterIfOpen();
    }

    @Override
    public void leave() {
        session.leave();
    }

    @Override
    public boolean isEnded() {
        return session.isClosed();
    }

    // Statements -----------------------------------------------------------------------------------------------------

    @Override
    public Session only() {
        return session;
    }

    @Override
    public int parameterCount(String sql) {
        throw new IllegalStateException("a statement that is compiled ahead knows it");
    }

    @Override
    public boolean isDescribable(String sql) {
        // It was compiled in this session already.
        return true;
    }

    @Override
    public Session take(String sql, boolean query, int timeoutSeconds, InterruptGuard statement) {
        return session;
    }

    @Override
    public @Nullable Session takeInstead(
            String sql, Session failed, SQLException failure, int timeoutSeconds, InterruptGuard statement) {
        return null;
    }

    @Override
    public Session takeAside() {
        return session;
    }

    @Override
    public void keep(Session used) {}

    @Override
    public void done(Session used) {}

    @Override
    public String text(Session used, String sql) {
        return sql;
    }

    @Override
    public long lastInsertRowid(Session used) throws SQLException {
        return session.lastInsertRowid();
    }

    @Override
    public void ran(Session used, SqlStatement statement) {}

    // Transactions ---------------------------------------------------------------------------------------------------

    @Override
    public boolean isOfUnit() {
        return session.mode().isUnit();
    }

    @Override
    public boolean isAutoCommit() {
        return session.autoCommit();
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        session.setAutoCommit(autoCommit);
    }

    @Override
    public void commit() throws SQLException {
        session.commit();
    }

    @Override
    public void rollback() throws SQLException {
        session.rollback();
    }

    @Override
    public void savepoint(String name) throws SQLException {
        session.savepoint(name, guard());
    }

    @Override
    public void releaseSavepoint(String name) throws SQLException {
        session.releaseSavepoint(name);
    }

    @Override
    public void rollbackTo(String name) throws SQLException {
        session.rollbackTo(name);
    }

    @Override
    public boolean isReadOnly() {
        return session.mode().isReadOnly();
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        if (readOnly != isReadOnly()) {
            throw Refusal.unsupported(
                    readOnly
                            ? "This connection belongs to the write pool; take one from the read pool to only read."
                            : "This connection belongs to the read pool, and SQLite opened it read-only; take one from the write pool to write.");
        }
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public boolean enterWithoutWaiting() {
        // Its calls hold no connection that another one waits for, so this is not for long.
        return session.enterIfOpen();
    }

    @Override
    public boolean isOpen() {
        return !session.isClosed();
    }

    @Override
    public boolean isValid() throws SQLException {
        return session.ask(driver -> driver.getConnection().isValid(0), guard());
    }

    @Override
    public boolean isCommitting() {
        // Alone, it waits for nobody.
        return false;
    }

    @Override
    public void abandon() {
        if (returner != null) {
            returner.abandon();
        }
    }

    @Override
    public void end() throws SQLException {
        if (returner != null) {
            returner.giveBack();
        }
    }

    @Override
    public String toString() {
        return "connection of the " + session.connection().role().poolName() + ", task \""
                + session.task().name() + '"';
    }
}
