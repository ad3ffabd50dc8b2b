package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements with texts: scripts, counts, results, generated keys, batches, limits. */
class JdbcStatementTest {
    private SqliteDatabase db;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("create table item (id integer primary key, name text unique)"));
        connection = db.writePool().getConnection();
        statement = connection.createStatement();
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        connection.close();
        Invariants.check(db);
        db.close();
    }

    private List<String> names() throws SQLException {
        return db.query("select name from item order by id", row -> String.valueOf(row.getString(1)));
    }

    private static List<String> strings(ResultSet rows) throws SQLException {
        List<String> strings = new ArrayList<>();
        while (rows.next()) {
            strings.add(rows.getString(1));
        }
        return strings;
    }

    // Several statements ---------------------------------------------------------------------------------------------

    @Test
    void executeRunsAllStatementsWhereTheDriverRunsTheFirst() throws Exception {
        String script = "insert into item (name) values ('a'); insert into item (name) values ('b'), ('c');";
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement plainStatement = plain.createStatement()) {
            plainStatement.execute("create table item (id integer primary key, name text unique)");
            plainStatement.execute(script);
            assertThat(strings(plainStatement.executeQuery("select name from item")))
                    .containsExactly("a");
        }
        assertThat(statement.execute(script)).isFalse();
        assertThat(statement.getUpdateCount()).isEqualTo(3);
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(statement.executeUpdate("delete from item where id = 1; delete from item; -- done"))
                .isEqualTo(3);
    }

    @Test
    void theFirstStatementThatReturnsRowsGivesTheResult() throws Exception {
        assertThat(
                        statement.execute(
                                "insert into item (name) values ('a'); select name from item; select 'later'; delete from item"))
                .isTrue();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
        assertThat(names()).isEmpty();
        ResultSet rows = statement.getResultSet();
        assertThat(rows.getStatement()).isSameAs(statement);
        assertThat(strings(rows)).containsExactly("a");
        assertThat(statement.getMoreResults()).isFalse();
        assertThat(rows.isClosed()).isTrue();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
    }

    @Test
    void aRefusedStatementIsFoundBeforeTheFirstRuns() throws Exception {
        assertThatThrownBy(() -> statement.execute("insert into item (name) values ('a'); commit"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("setAutoCommit(false)");
        assertThat(names()).isEmpty();
        assertThat(statement.getResultSet()).isNull();
    }

    @Test
    void aStatementThatFailsStopsTheScript() throws Exception {
        assertThatThrownBy(
                        () -> statement.execute(
                                "select 1; insert into item (name) values ('a'); insert into missing values (1); delete from item"))
                .isInstanceOf(SQLSyntaxErrorException.class)
                .hasMessageContaining("missing");
        assertThat(statement.getResultSet()).isNull();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
        assertThat(names()).containsExactly("a");
    }

    @Test
    void nothingIsNothing() throws Exception {
        assertThat(statement.execute(" -- only a comment")).isFalse();
        assertThat(statement.getUpdateCount()).isZero();
        assertThat(statement.executeUpdate("")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1; select 2", "", "insert into item (name) values ('a')"})
    void executeQueryTakesOneStatementThatReturnsRows(String sql) throws Exception {
        assertThatThrownBy(() -> statement.executeQuery(sql)).isInstanceOf(SQLException.class);
        assertThat(names()).isEmpty();
    }

    // Counts ---------------------------------------------------------------------------------------------------------

    @Test
    void aSchemaChangeCountsNothing() throws Exception {
        statement.executeUpdate("insert into item (name) values ('a'), ('b')");
        assertThat(statement.getUpdateCount()).isEqualTo(2);
        // The driver says 2 here, the count of the insert.
        assertThat(statement.execute("create table other (x)")).isFalse();
        assertThat(statement.getUpdateCount()).isZero();
        assertThat(statement.getLargeUpdateCount()).isZero();
        assertThat(statement.executeUpdate("drop table other")).isZero();
    }

    // A statement that commits by itself once its rows are read -----------------------------------------------------

    /** Reads one of two rows whose COMMIT is going to fail. */
    private static void insertOrphans(Statement on) throws SQLException {
        assertThat(on.executeQuery(
                                "insert into child (parent) values (42), (43 + 0 * last_insert_rowid()) returning id")
                        .next())
                .isTrue();
    }

    private void createChild() throws SQLException {
        connection.close();
        db.run(c -> c.script(
                "create table child (id integer primary key, parent references item deferrable initially deferred)"));
    }

    @Test
    void closingAConnectionTellsThatWhatWasLeftToCommitDidNot() throws Exception {
        createChild();
        for (DataSource source : List.of(db.writePool(), db.dataSource())) {
            Connection own = source.getConnection();
            insertOrphans(own.createStatement());
            assertThatThrownBy(own::close).isInstanceOf(SQLIntegrityConstraintViolationException.class);
            assertThat(own.isClosed()).isTrue();
            own.close();
        }
        assertThat(db.query("select id from child", row -> row.getLong(1))).isEmpty();
        db.run(c -> c.update("insert into item (name) values ('the writer is free')"));
    }

    @Test
    void closingTheRowsTellsThatWhatWasLeftToCommitDidNot() throws Exception {
        createChild();
        for (DataSource source : List.of(db.writePool(), db.dataSource())) {
            try (Connection own = source.getConnection();
                    Statement insert = own.createStatement()) {
                insertOrphans(insert);
                ResultSet rows = insert.getResultSet();
                assertThatThrownBy(() -> (rows != null ? rows : insert).close())
                        .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            }
        }
        assertThat(db.query("select id from child", row -> row.getLong(1))).isEmpty();
    }

    @Test
    void endingAutoCommitTellsThatWhatWasLeftToCommitDidNot() throws Exception {
        createChild();
        for (DataSource source : List.of(db.writePool(), db.dataSource())) {
            try (Connection own = source.getConnection()) {
                insertOrphans(own.createStatement());
                assertThatThrownBy(() -> own.setAutoCommit(false))
                        .isInstanceOf(SQLIntegrityConstraintViolationException.class);
                assertThat(own.getAutoCommit()).isTrue();
            }
        }
        assertThat(db.query("select id from child", row -> row.getLong(1))).isEmpty();
    }

    @Test
    void anAssigningPragmaActsEachTime() throws Exception {
        statement.execute("pragma cache_size = 100");
        statement.execute("pragma cache_size = 200");
        statement.execute("pragma cache_size = 100");
        assertThat(strings(statement.executeQuery("pragma cache_size"))).containsExactly("100");
        statement.execute("pragma synchronous = off");
        statement.execute("pragma synchronous = normal");
        statement.execute("pragma synchronous = off");
        assertThat(strings(statement.executeQuery("pragma synchronous"))).containsExactly("0");
    }

    @Test
    void executeUpdateCountsWhatReturningChanges() throws Exception {
        assertThat(statement.executeUpdate("insert into item (name) values ('a'), ('b') returning id"))
                .isEqualTo(2);
        assertThat(statement.executeUpdate("pragma user_version")).isZero();
        assertThat(statement.executeLargeUpdate("with x as (select 1) delete from item where id in x"))
                .isEqualTo(1);
        assertThat(names()).containsExactly("b");
    }

    @Test
    void rowsOfReturningCanBeReadWhileTheyAreCommitted() throws Exception {
        ResultSet rows = statement.executeQuery("insert into item (name) values ('a'), ('b') returning id");
        assertThat(strings(rows)).containsExactly("1", "2");
        assertThat(names()).containsExactly("a", "b");
    }

    // Results --------------------------------------------------------------------------------------------------------

    @Test
    void aNewExecutionClosesTheFormerResult() throws Exception {
        ResultSet first = statement.executeQuery("select 1");
        ResultSet second = statement.executeQuery("select 2");
        assertThat(first.isClosed()).isTrue();
        assertThatThrownBy(first::next).hasFieldOrPropertyWithValue("SQLState", "24000");
        assertThat(strings(second)).containsExactly("2");
        assertThatThrownBy(() -> statement.execute("nonsense")).isInstanceOf(SQLSyntaxErrorException.class);
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void cursorsOfSeveralStatementsAreIndependent() throws Exception {
        statement.executeUpdate("insert into item (name) values ('a'), ('b')");
        List<String> pairs = new ArrayList<>();
        try (Statement inner = connection.createStatement();
                ResultSet outerRows = statement.executeQuery("select name from item")) {
            while (outerRows.next()) {
                try (ResultSet innerRows = inner.executeQuery("select name from item")) {
                    while (innerRows.next()) {
                        pairs.add(outerRows.getString(1) + innerRows.getString(1));
                    }
                }
            }
        }
        assertThat(pairs).containsExactly("aa", "ab", "ba", "bb");
    }

    @Test
    void maxRowsLimitsTheRows() throws Exception {
        String sql = "select column1 from (values (1), (2), (3))";
        statement.setMaxRows(2);
        assertThat(statement.getMaxRows()).isEqualTo(2);
        ResultSet rows = statement.executeQuery(sql);
        assertThat(rows.isBeforeFirst()).isTrue();
        assertThat(strings(rows)).containsExactly("1", "2");
        assertThat(rows.isAfterLast()).isTrue();
        assertThat(rows.next()).isFalse();
        statement.setLargeMaxRows(0);
        assertThat(strings(statement.executeQuery(sql))).containsExactly("1", "2", "3");
        assertThatThrownBy(() -> statement.setMaxRows(-1)).isInstanceOf(SQLException.class);
    }

    @Test
    void closeOnCompletionFollowsTheResultSet() throws Exception {
        statement.closeOnCompletion();
        assertThat(statement.isCloseOnCompletion()).isTrue();
        ResultSet rows = statement.executeQuery("select 1");
        rows.close();
        assertThat(statement.isClosed()).isTrue();
        assertThatThrownBy(() -> statement.execute("select 1")).hasFieldOrPropertyWithValue("SQLState", "HY010");
        statement.close();
    }

    @Test
    void onlyTheCurrentResultCanBeClosed() throws Exception {
        assertThatThrownBy(() -> statement.getMoreResults(Statement.KEEP_CURRENT_RESULT))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        statement.executeUpdate("insert into item (name) values ('a')");
        assertThat(statement.getMoreResults(Statement.CLOSE_CURRENT_RESULT)).isFalse();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
    }

    @Test
    void settingsAreRememberedAndChecked() throws Exception {
        statement.setFetchSize(10);
        assertThat(statement.getFetchSize()).isEqualTo(10);
        assertThatThrownBy(() -> statement.setFetchSize(-1)).isInstanceOf(SQLException.class);
        statement.setPoolable(false);
        assertThat(statement.isPoolable()).isFalse();
        statement.setFetchDirection(ResultSet.FETCH_REVERSE);
        assertThatThrownBy(() -> statement.setFetchDirection(7)).isInstanceOf(SQLException.class);
        statement.setEscapeProcessing(true);
        statement.setCursorName("x");
        statement.setMaxFieldSize(1);
        assertThat(statement.getConnection()).isSameAs(connection);
        assertThat((Object) statement.getWarnings()).isNull();
    }

    // Generated keys -------------------------------------------------------------------------------------------------

    @Test
    void keysAreGivenWhereTheyWereAskedFor() throws Exception {
        statement.executeUpdate("insert into item (name) values ('a')");
        assertThat(statement.getGeneratedKeys().next()).isFalse();
        statement.executeUpdate("insert into item (id, name) values (70, 'b')", Statement.RETURN_GENERATED_KEYS);
        try (ResultSet keys = statement.getGeneratedKeys()) {
            assertThat(keys.getMetaData().getColumnLabel(1)).isEqualTo("last_insert_rowid()");
            assertThat(keys.next()).isTrue();
            assertThat(keys.getLong(1)).isEqualTo(70);
            assertThat(keys.getLong("last_insert_rowid()")).isEqualTo(70);
            assertThat(keys.next()).isFalse();
            assertThat(keys.getStatement()).isSameAs(statement);
        }
        statement.execute("insert into item (name) values ('c')", new String[] {"id"});
        assertThat(strings(statement.getGeneratedKeys())).containsExactly("71");
        statement.executeUpdate("update item set name = 'd' where id = 70", new int[] {1});
        assertThat(strings(statement.getGeneratedKeys())).isEmpty();
        statement.executeUpdate("insert or ignore into item values (70, 'x')", Statement.RETURN_GENERATED_KEYS);
        assertThat(strings(statement.getGeneratedKeys())).isEmpty();
        statement.executeUpdate("insert into item (name) values ('e')", Statement.NO_GENERATED_KEYS);
        assertThat(strings(statement.getGeneratedKeys())).isEmpty();
        assertThatThrownBy(() -> statement.execute("select 1", 77)).isInstanceOf(SQLException.class);
    }

    @Test
    void keysCanBeReadAfterTheCommitWithoutBeginningATransaction() throws Exception {
        connection.setAutoCommit(false);
        statement.executeUpdate("insert into item (name) values ('a')", Statement.RETURN_GENERATED_KEYS);
        connection.commit();
        assertThat(strings(statement.getGeneratedKeys())).containsExactly("1");
        try (Connection foreign = JdbcForeign.connect(db)) {
            JdbcForeign.execute(foreign, "begin immediate", "rollback");
        }
    }

    // Batches --------------------------------------------------------------------------------------------------------

    @Test
    void aBatchRunsItsTextsInOrder() throws Exception {
        assertThat(statement.executeBatch()).isEmpty();
        statement.addBatch("insert into item (name) values ('a'), ('b')");
        statement.addBatch("create table other (x)");
        statement.addBatch("delete from item where name = 'a'; delete from item where name = 'none'");
        assertThat(statement.executeLargeBatch()).containsExactly(2, 0, 1);
        assertThat(statement.executeBatch()).isEmpty();
        statement.addBatch("nonsense");
        statement.clearBatch();
        assertThat(statement.executeBatch()).isEmpty();
        assertThat(names()).containsExactly("b");
    }

    @Test
    void aBatchThatFailsSaysWhatRan() throws Exception {
        statement.addBatch("insert into item (name) values ('a')");
        statement.addBatch("insert into item (name) values ('b'), ('c')");
        statement.addBatch("insert into item (name) values ('a')");
        statement.addBatch("insert into item (name) values ('d')");
        assertThatThrownBy(statement::executeBatch).isInstanceOfSatisfying(BatchUpdateException.class, e -> {
            assertThat(e.getUpdateCounts()).containsExactly(1, 2);
            assertThat(e.getLargeUpdateCounts()).containsExactly(1, 2);
            assertThat(e.getSQLState()).isEqualTo("23505");
            assertThat(e.getErrorCode()).isEqualTo(19);
            assertThat((Throwable) e).hasMessageContaining("Entry 2");
        });
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(statement.executeBatch()).isEmpty();
    }
}
