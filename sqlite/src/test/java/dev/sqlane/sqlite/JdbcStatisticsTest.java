package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.DatabaseStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions of JDBC connections are counted like units. */
class JdbcStatisticsTest {
    enum From {
        WRITE_POOL,
        DROP_IN,
        SHARING_WRITE_POOL,
        SHARING_DROP_IN;

        SqliteDatabase open() throws SQLException {
            return Sqlite.temporary(SqliteConfiguration.builder()
                    .groupCommit(this == WRITE_POOL || this == DROP_IN ? GroupCommit.UNITS : GroupCommit.ALL)
                    .build());
        }

        Connection connect(SqliteDatabase db) throws SQLException {
            return (this == WRITE_POOL || this == SHARING_WRITE_POOL ? db.writePool() : db.dataSource())
                    .getConnection();
        }
    }

    private SqliteDatabase db;
    private DatabaseStatistics before;

    private Connection open(From from) throws SQLException {
        db = from.open();
        db.run(c -> c.script("create table item (id integer primary key, name text unique)"));
        before = db.stats();
        return from.connect(db);
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private void assertCounted(long committed, long rolledBack) {
        DatabaseStatistics now = db.stats();
        assertThat(now.committed() - before.committed()).as("committed").isEqualTo(committed);
        assertThat(now.transactions() - before.transactions())
                .as("transactions")
                .isEqualTo(committed);
        assertThat(now.rolledBack() - before.rolledBack()).as("rolled back").isEqualTo(rolledBack);
    }

    @ParameterizedTest
    @EnumSource
    void eachTransactionCountsAsOne(From from) throws Exception {
        try (Connection c = open(from)) {
            c.setAutoCommit(false);
            JdbcForeign.execute(c, "insert into item (name) values ('a')", "insert into item (name) values ('b')");
            assertCounted(0, 0);
            c.commit();
            assertCounted(1, 0);
            c.commit();
            c.rollback();
            assertCounted(1, 0);
            JdbcForeign.execute(c, "delete from item");
            c.rollback();
            assertCounted(1, 1);
            JdbcForeign.execute(c, "update item set name = 'c' where name = 'a'");
            c.setAutoCommit(true);
            assertCounted(2, 1);
            c.setAutoCommit(false);
            JdbcForeign.execute(c, "delete from item");
        }
        assertCounted(2, 2);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatSqliteRolledBackCountsAsThat(From from) throws Exception {
        try (Connection c = open(from)) {
            JdbcForeign.execute(c, "insert into item (name) values ('a')");
            c.setAutoCommit(false);
            assertThatThrownBy(() -> JdbcForeign.execute(c, "insert or rollback into item (name) values ('a')"))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            assertThatThrownBy(c::commit).isInstanceOf(SQLException.class);
            assertCounted(1, 1);
        }
        assertCounted(1, 1);
    }

    @ParameterizedTest
    @EnumSource
    void inAutoCommitEachStatementThatWritesCounts(From from) throws Exception {
        try (Connection c = open(from);
                Statement statement = c.createStatement()) {
            statement.executeUpdate("insert into item (name) values ('a')");
            statement.executeUpdate("create table other (id integer)");
            try (ResultSet rows = statement.executeQuery("update item set name = 'b' returning id")) {
                assertThat(rows.next()).isTrue();
            }
            assertCounted(3, 0);
            statement.execute("select * from item");
            statement.execute("pragma user_version");
            assertThatThrownBy(() -> statement.executeUpdate("insert into item (name) values ('b')"))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            assertCounted(3, 0);
        }
        assertCounted(3, 0);
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyReadsIsNotCounted(From from) throws Exception {
        try (Connection c = open(from)) {
            JdbcForeign.execute(c, "select * from item");
            assertThat(c.isValid(1)).isTrue();
            try (ResultSet tables = c.getMetaData().getTables(null, null, "%", null)) {
                assertThat(tables.next()).isTrue();
            }
        }
        db.read(r -> r.exists("select 1 from item"));
        assertCounted(0, 0);
    }
}
