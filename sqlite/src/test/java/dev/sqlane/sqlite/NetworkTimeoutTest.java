package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.sqlite.Threads.Running;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network timeout ends what takes longer, and closes the connection; what it held goes back. */
class NetworkTimeoutTest {
    private static final String ENDLESS =
            "with recursive n (x) as (select 1 union all select x + 1 from n) select max(x) from n";

    private static final String ENDLESS_AFTER_TWO =
            "select 1 union all select 2 union all select * from (" + ENDLESS + ")";

    private static final int SHORT = 50;

    /** Far longer than any test takes. */
    private static final int LONG = 3_600_000;

    enum From {
        READ_POOL,
        WRITE_POOL,
        DROP_IN;

        Connection connect(SqliteDatabase db) throws SQLException {
            return switch (this) {
                case READ_POOL -> db.readPool().getConnection();
                case WRITE_POOL -> db.writePool().getConnection();
                case DROP_IN -> db.dataSource().getConnection();
            };
        }
    }

    @TempDir
    private Path folder;

    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private static void assertTimesOut(Connection c, ThrowingCallable call) throws SQLException {
        assertThatThrownBy(call)
                .isInstanceOf(SQLTimeoutException.class)
                .hasFieldOrPropertyWithValue("SQLState", "08006")
                .hasMessageContaining("network timeout of 50 ms")
                .hasMessageContaining("setQueryTimeout");
        assertThat(c.isClosed()).isTrue();
        assertThat(c.isValid(1)).isFalse();
        assertThatThrownBy(c::createStatement).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatCode(c::close).doesNotThrowAnyException();
    }

    private void assertNothingOut() {
        assertThat(db.stats().read().active()).isZero();
        assertThat(db.stats().write().active()).isZero();
        assertThat(db.stats().write().waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aQueryThatTakesLongerEndsAndClosesTheConnection(From from) throws Exception {
        Connection c = from.connect(db);
        c.setNetworkTimeout(Runnable::run, SHORT);
        Statement statement = c.createStatement();
        assertTimesOut(c, () -> statement.execute(ENDLESS));
        assertThat(statement.isClosed()).isTrue();
        assertNothingOut();
    }

    @ParameterizedTest
    @EnumSource
    void soDoesAStepToTheNextRow(From from) throws Exception {
        Connection c = from.connect(db);
        PreparedStatement statement = c.prepareStatement(ENDLESS_AFTER_TWO);
        ResultSet rows = statement.executeQuery();
        c.setNetworkTimeout(Runnable::run, SHORT);
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        assertTimesOut(c, rows::next);
        assertThat(rows.isClosed()).isTrue();
        assertNothingOut();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_POOL", "DROP_IN"})
    void theTransactionIsRolledBack(From from) throws Exception {
        Connection c = from.connect(db);
        c.setAutoCommit(false);
        c.setNetworkTimeout(Runnable::run, SHORT);
        Statement statement = c.createStatement();
        statement.executeUpdate("insert into item (name) values ('a')");
        assertTimesOut(c, () -> statement.execute(ENDLESS));
        assertNothingOut();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_POOL", "DROP_IN"})
    void nothingIsLeftOfAStatementInAutoCommit(From from) throws Exception {
        Connection c = from.connect(db);
        c.setNetworkTimeout(Runnable::run, SHORT);
        Statement statement = c.createStatement();
        assertTimesOut(c, () -> statement.executeUpdate("insert into item (id) " + ENDLESS));
        assertNothingOut();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @Test
    void aWaitInTheWriteQueueEnds() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = Threads.start("the holder", () -> {
            db.run(c -> {
                inside.countDown();
                Threads.await(until);
            });
            return true;
        });
        Threads.await(inside);
        Connection c = db.dataSource().getConnection();
        c.setNetworkTimeout(Runnable::run, SHORT);
        Statement statement = c.createStatement();
        assertTimesOut(c, () -> statement.executeUpdate("insert into item (name) values ('a')"));
        assertThat(db.stats().write().waiting()).isZero();
        until.countDown();
        holder.get();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_POOL", "DROP_IN"})
    void aWaitForAForeignLockEnds(From from) throws Exception {
        try (Connection foreign = JdbcForeign.connect(db)) {
            JdbcForeign.execute(foreign, "begin immediate");
            Connection c = from.connect(db);
            c.setAutoCommit(false);
            c.setNetworkTimeout(Runnable::run, SHORT);
            assertTimesOut(c, c::setSavepoint);
            assertNothingOut();
            JdbcForeign.execute(foreign, "rollback");
        }
    }

    @Test
    void aBatchIsOneCall() throws Exception {
        Connection c = db.writePool().getConnection();
        c.setAutoCommit(false);
        c.setNetworkTimeout(Runnable::run, SHORT);
        Statement statement = c.createStatement();
        statement.addBatch("insert into item (name) values ('a')");
        statement.addBatch("insert into item (id) " + ENDLESS);
        assertThatThrownBy(statement::executeBatch)
                .isInstanceOf(BatchUpdateException.class)
                .hasFieldOrPropertyWithValue("SQLState", "08006")
                .hasCauseInstanceOf(SQLTimeoutException.class);
        assertThat(c.isClosed()).isTrue();
        assertNothingOut();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @Test
    void theUrlDriverHasItToo() throws Exception {
        Connection c = DriverManager.getConnection("jdbc:sqlane:sqlite:" + folder.resolve("of url.db"));
        c.setNetworkTimeout(Runnable::run, SHORT);
        Statement statement = c.createStatement();
        assertTimesOut(c, () -> statement.execute(ENDLESS));
    }

    /** Whatever the executor does: the same thread may need the write connection at once. */
    @Test
    void allIsGivenBackWhenTheCallReturns() throws Exception {
        List<Runnable> tasks = new ArrayList<>();
        Connection c = db.writePool().getConnection();
        c.setNetworkTimeout(tasks::add, SHORT);
        Statement statement = c.createStatement();
        assertTimesOut(c, () -> statement.execute(ENDLESS));
        assertNothingOut();
        assertThat(tasks).isEmpty();
    }

    // What it leaves alone -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void whatIsFasterIsLeftAlone(From from) throws Exception {
        try (Connection c = from.connect(db)) {
            assertThat(c.getNetworkTimeout()).isZero();
            c.setNetworkTimeout(Runnable::run, LONG);
            assertThat(c.getNetworkTimeout()).isEqualTo(LONG);
            for (int i = 0; i < 100; i++) {
                try (Statement statement = c.createStatement();
                        ResultSet rows = statement.executeQuery("select 1 union all select 2")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.next()).isFalse();
                }
            }
            assertThat(c.isValid(1)).isTrue();
            c.setNetworkTimeout(Runnable::run, 0);
            assertThat(c.getNetworkTimeout()).isZero();
            assertThat(c.isValid(0)).isTrue();
        }
    }

    /** HikariCP sets a timeout while it makes and checks a connection, and replaces one that has timed out. */
    @Test
    void aGenericPoolInFrontReplacesTheConnection() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(db.dataSource());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection c = pool.getConnection();
                    Statement statement = c.createStatement()) {
                assertThat(c.getNetworkTimeout()).isZero();
                c.setNetworkTimeout(Runnable::run, SHORT);
                assertThatThrownBy(() -> statement.execute(ENDLESS)).isInstanceOf(SQLTimeoutException.class);
                assertThat(c.isClosed()).isTrue();
            }
            try (Connection c = pool.getConnection();
                    Statement statement = c.createStatement()) {
                assertThat(c.getNetworkTimeout()).isZero();
                assertThat(statement.execute("select 1")).isTrue();
            }
        }
        assertNothingOut();
    }

    /** A query timeout comes before a longer network timeout, and leaves the connection open. */
    @Test
    void aQueryTimeoutBeforeItLeavesTheConnectionOpen() throws Exception {
        try (Connection c = db.readPool().getConnection();
                Statement statement = c.createStatement()) {
            c.setNetworkTimeout(Runnable::run, LONG);
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute(ENDLESS))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "57014")
                    .hasMessageContaining("query timeout of 1 s");
            assertThat(c.isClosed()).isFalse();
            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    // Arguments ------------------------------------------------------------------------------------------------------

    @Test
    void badArgumentsAreRefused() throws Exception {
        Connection c = db.readPool().getConnection();
        assertThatThrownBy(() -> c.setNetworkTimeout(null, 1)).hasMessageContaining("no executor");
        assertThatThrownBy(() -> c.setNetworkTimeout(Runnable::run, -1)).hasMessageContaining("-1 ms is negative");
        c.close();
        assertThatThrownBy(() -> c.setNetworkTimeout(Runnable::run, 1))
                .hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(c::getNetworkTimeout).hasFieldOrPropertyWithValue("SQLState", "08003");
    }

    @Test
    void theConnectionOfAUnitHasNone() throws Exception {
        db.run(unit -> {
            Connection c = unit.jdbc();
            assertThatThrownBy(() -> c.setNetworkTimeout(Runnable::run, SHORT))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("setQueryTimeout");
            c.setNetworkTimeout(Runnable::run, 0);
            assertThat(c.getNetworkTimeout()).isZero();
        });
    }
}
