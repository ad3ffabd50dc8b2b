package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Role;
import dev.sqlane.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions, savepoints, lives and refusals of the pools' JDBC connections and of those of units. */
class JdbcConnectionTest {
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("create table item (id integer primary key, name text unique)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private Connection reader() throws SQLException {
        return db.readPool().getConnection();
    }

    private Connection writer() throws SQLException {
        return db.writePool().getConnection();
    }

    private List<String> names() throws SQLException {
        return db.query("select name from item order by id", row -> String.valueOf(row.getString(1)));
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into item (name) values (?)")) {
            insert.setString(1, name);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from item")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    // Transactions ---------------------------------------------------------------------------------------------------

    @Test
    void inAutoCommitModeEachStatementIsVisibleAtOnce() throws Exception {
        try (Connection c = writer()) {
            assertThat(c.getAutoCommit()).isTrue();
            insert(c, "a");
            assertThat(names()).containsExactly("a");
            assertThatThrownBy(c::commit).isInstanceOf(SQLException.class).hasMessageContaining("auto-commit");
            assertThatThrownBy(c::rollback).isInstanceOf(SQLException.class).hasMessageContaining("auto-commit");
        }
    }

    @Test
    void inManualModeCommitAndRollbackDecide() throws Exception {
        try (Connection c = writer()) {
            c.setAutoCommit(false);
            insert(c, "a");
            assertThat(names()).isEmpty();
            assertThat(count(c)).isEqualTo(1);
            c.commit();
            assertThat(names()).containsExactly("a");
            insert(c, "b");
            c.rollback();
            assertThat(count(c)).isEqualTo(1);
            insert(c, "c");
            c.setAutoCommit(true);
            assertThat(names()).containsExactly("a", "c");
        }
    }

    @Test
    void noLockIsHeldBetweenTransactions() throws Exception {
        try (Connection c = writer();
                Connection foreign = JdbcForeign.connect(db)) {
            c.setAutoCommit(false);
            // The driver would begin the next transaction at once, here and after each commit.
            JdbcForeign.execute(foreign, "begin immediate", "commit");
            insert(c, "a");
            c.commit();
            JdbcForeign.execute(foreign, "begin immediate", "commit");
            c.getMetaData().getTables(null, null, "%", null).close();
            assertThat(c.isValid(1)).isTrue();
            JdbcForeign.execute(foreign, "begin immediate", "commit");
        }
    }

    @Test
    void whatWasNotCommittedIsRolledBackByClose() throws Exception {
        Connection c = writer();
        c.setAutoCommit(false);
        insert(c, "lost");
        ResultSet open = c.createStatement().executeQuery("select * from item");
        assertThat(open.next()).isTrue();
        c.close();
        assertThat(names()).isEmpty();
        try (Connection next = writer()) {
            assertThat(next.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aFailedStatementLeavesTheTransactionOpen() throws Exception {
        try (Connection c = writer()) {
            c.setAutoCommit(false);
            insert(c, "a");
            assertThatThrownBy(() -> insert(c, "a"))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "23505")
                    .hasFieldOrPropertyWithValue("errorCode", 19);
            insert(c, "b");
            c.commit();
        }
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void aTransactionThatSqliteRolledBackIsRefusedUntilItIsRolledBack() throws Exception {
        try (Connection c = writer();
                Statement statement = c.createStatement()) {
            c.setAutoCommit(false);
            insert(c, "a");
            assertThatThrownBy(() -> statement.executeUpdate("insert or rollback into item values (1, 'b')"))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            // The plain driver would commit this by itself.
            assertThatThrownBy(() -> insert(c, "stray")).isInstanceOf(SQLTransactionRollbackException.class);
            assertThatThrownBy(c::commit).isInstanceOf(SQLTransactionRollbackException.class);
            insert(c, "c");
            c.commit();
        }
        assertThat(names()).containsExactly("c");
    }

    @Test
    void aReadTransactionKeepsItsSnapshot() throws Exception {
        try (Connection c = reader()) {
            c.setAutoCommit(false);
            assertThat(count(c)).isZero();
            db.run(w -> w.update("insert into item (name) values ('a')"));
            assertThat(count(c)).isZero();
            c.commit();
            assertThat(count(c)).isEqualTo(1);
        }
    }

    // Savepoints -----------------------------------------------------------------------------------------------------

    @Test
    void savepointsUndoTheirPart() throws Exception {
        try (Connection c = writer()) {
            c.setAutoCommit(false);
            insert(c, "a");
            Savepoint unnamed = c.setSavepoint();
            insert(c, "b");
            Savepoint named = c.setSavepoint("odd \"name\"; --");
            assertThat(named.getSavepointName()).isEqualTo("odd \"name\"; --");
            assertThatThrownBy(named::getSavepointId).isInstanceOf(SQLException.class);
            assertThatThrownBy(unnamed::getSavepointName).isInstanceOf(SQLException.class);
            assertThat(unnamed.getSavepointId()).isPositive();
            insert(c, "c");
            c.rollback(named);
            insert(c, "d");
            c.releaseSavepoint(named);
            assertThatThrownBy(() -> c.rollback(named)).hasMessageContaining("not valid any more");
            assertThat(count(c)).isEqualTo(3);
            c.rollback(unnamed);
            c.commit();
            assertThatThrownBy(() -> c.rollback(unnamed)).hasMessageContaining("not valid any more");
        }
        assertThat(names()).containsExactly("a");
    }

    @Test
    void savepointsOfOneNameAreDifferentSavepoints() throws Exception {
        try (Connection c = writer()) {
            c.setAutoCommit(false);
            Savepoint outer = c.setSavepoint("same");
            insert(c, "a");
            Savepoint inner = c.setSavepoint("same");
            insert(c, "b");
            c.rollback(outer);
            assertThat(count(c)).isZero();
            assertThatThrownBy(() -> c.releaseSavepoint(inner)).hasMessageContaining("not valid any more");
            c.releaseSavepoint(outer);
            c.rollback();
        }
    }

    @Test
    void aSavepointClosesCursorsAndNeedsATransaction() throws Exception {
        try (Connection c = writer();
                Statement statement = c.createStatement()) {
            assertThatThrownBy(c::setSavepoint).hasMessageContaining("setAutoCommit(false)");
            c.setAutoCommit(false);
            Savepoint savepoint = c.setSavepoint();
            ResultSet rows = statement.executeQuery("insert into item (name) values ('a'), ('b') returning id");
            assertThat(rows.next()).isTrue();
            c.releaseSavepoint(savepoint);
            assertThat(rows.isClosed()).isTrue();
            assertThatThrownBy(rows::next).hasFieldOrPropertyWithValue("SQLState", "24000");
            c.rollback();
        }
        try (Connection one = writer()) {
            one.setAutoCommit(false);
            Savepoint foreign = one.setSavepoint();
            try (Connection other = reader()) {
                other.setAutoCommit(false);
                other.setSavepoint();
                assertThatThrownBy(() -> other.rollback(foreign)).hasMessageContaining("another connection");
            }
            one.rollback();
        }
    }

    // Units ----------------------------------------------------------------------------------------------------------

    @Test
    void theConnectionOfAUnitIsTheUnits() throws Exception {
        AtomicReference<Connection> kept = new AtomicReference<>();
        AtomicReference<ResultSet> open = new AtomicReference<>();
        db.run(c -> {
            Connection jdbc = c.jdbc();
            kept.set(jdbc);
            assertThat(jdbc.getAutoCommit()).isFalse();
            assertThat(jdbc.isReadOnly()).isFalse();
            insert(jdbc, "a");
            Savepoint savepoint = jdbc.setSavepoint();
            insert(jdbc, "b");
            jdbc.rollback(savepoint);
            jdbc.close();
            assertThat(jdbc.isClosed()).isFalse();
            assertThatThrownBy(() -> jdbc.abort(Runnable::run)).isInstanceOf(SQLFeatureNotSupportedException.class);
            open.set(jdbc.createStatement().executeQuery("select name from item"));
            assertThat(open.get().next()).isTrue();
        });
        assertThat(names()).containsExactly("a");
        assertThat(kept.get().isClosed()).isTrue();
        assertThat(open.get().isClosed()).isTrue();
        assertThatThrownBy(() -> open.get().getString(1)).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> kept.get().createStatement()).hasFieldOrPropertyWithValue("SQLState", "08003");
    }

    @Test
    void theConnectionOfAReadCannotWrite() throws Exception {
        db.read(c -> {
            Connection jdbc = c.jdbc();
            assertThat(jdbc.isReadOnly()).isTrue();
            assertThatThrownBy(() -> insert(jdbc, "a")).hasFieldOrPropertyWithValue("SQLState", "25006");
            return null;
        });
        try (Connection c = reader()) {
            assertThatThrownBy(() -> insert(c, "a")).hasFieldOrPropertyWithValue("SQLState", "25006");
        }
    }

    @Test
    void maintenanceHasAConnectionThatMayDoAnything() throws Exception {
        db.<Object, SQLException>maintain(Task.named("maintenance"), connection -> {
            insert(connection, "a");
            try (Statement statement = connection.createStatement()) {
                statement.execute("vacuum");
            }
            connection.setAutoCommit(false);
            insert(connection, "b");
            connection.rollback();
            return null;
        });
        assertThat(names()).containsExactly("a");
    }

    // What it is and refuses -----------------------------------------------------------------------------------------

    @Test
    void isolationIsSerializable() throws Exception {
        try (Connection c = reader()) {
            assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThatThrownBy(() -> c.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("SERIALIZABLE");
            assertThatThrownBy(() -> c.setTransactionIsolation(Connection.TRANSACTION_NONE))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyCannotBeChanged(boolean readOnly) throws Exception {
        try (Connection c = readOnly ? reader() : writer()) {
            assertThat(c.isReadOnly()).isEqualTo(readOnly);
            c.setReadOnly(readOnly);
            assertThatThrownBy(() -> c.setReadOnly(!readOnly))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining(readOnly ? "the write pool to write" : "the read pool to only read");
        }
    }

    @Test
    void itUnwrapsToItselfOnly() throws Exception {
        try (Connection c = reader()) {
            assertThat(c.unwrap(Connection.class)).isSameAs(c);
            assertThat(c.isWrapperFor(Connection.class)).isTrue();
            assertThat(c.isWrapperFor(org.sqlite.SQLiteConnection.class)).isFalse();
            assertThatThrownBy(() -> c.unwrap(org.sqlite.SQLiteConnection.class))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("bypass the engine");
            try (Statement statement = c.createStatement()) {
                assertThatThrownBy(() -> statement.unwrap(org.sqlite.jdbc4.JDBC4Statement.class))
                        .hasMessageContaining("bypass the engine");
            }
        }
    }

    @Test
    void whatSqliteHasNotIsRefused() throws Exception {
        try (Connection c = reader()) {
            assertThatThrownBy(() -> c.prepareCall("x")).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> c.createArrayOf("text", new Object[0]))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(c::createBlob).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() ->
                            c.prepareStatement("select 1", ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThat(c.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
            assertThat(c.getCatalog()).isNull();
            assertThat(c.getSchema()).isNull();
            assertThat((Object) c.getWarnings()).isNull();
            assertThat(c.nativeSQL("select 1")).isEqualTo("select 1");
            assertThat(c.toString()).contains(Role.READ.poolName());
        }
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Test
    void afterCloseEverythingIsClosed() throws Exception {
        Connection c = reader();
        Statement statement = c.createStatement();
        PreparedStatement prepared = c.prepareStatement("select 1");
        ResultSet rows = prepared.executeQuery();
        assertThat(rows.next()).isTrue();
        assertThat(c.isValid(0)).isTrue();
        c.close();
        c.close();
        assertThat(c.isClosed()).isTrue();
        assertThat(c.isValid(0)).isFalse();
        assertThat(statement.isClosed()).isTrue();
        assertThat(prepared.isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
        assertThatThrownBy(c::createStatement)
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> c.prepareStatement("select 1")).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(c::getMetaData).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(c::getAutoCommit).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> c.setAutoCommit(true)).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> statement.execute("select 1")).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(prepared::executeQuery).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> prepared.setInt(1, 1)).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> rows.getInt(1)).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(rows::next).hasFieldOrPropertyWithValue("SQLState", "08003");
        rows.close();
        prepared.close();
        statement.close();
    }

    @Test
    void closedStatementsTouchNothingOfTheNextBorrower() throws Exception {
        Connection first = writer();
        PreparedStatement old = first.prepareStatement("select ?");
        old.setInt(1, 1);
        ResultSet oldRows = old.executeQuery();
        first.close();
        try (Connection second = writer();
                PreparedStatement same = second.prepareStatement("select ?")) {
            same.setInt(1, 2);
            ResultSet rows = same.executeQuery();
            assertThat(rows.next()).isTrue();
            oldRows.close();
            old.close();
            first.close();
            assertThatThrownBy(oldRows::next).isInstanceOf(SQLException.class);
            assertThat(rows.getInt(1)).isEqualTo(2);
            assertThat(rows.next()).isFalse();
        }
    }
}
