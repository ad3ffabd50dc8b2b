package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/** Query timeouts, cancelling and aborting: of what computes, of what waits for a lock, and of nothing else. */
class JdbcTimeoutTest {
    /** Signals that it runs, and then runs without an end. */
    private static final String ENDLESS =
            "with recursive n (x) as (select signal() union all select x + 1 from n) select max(x) from n";

    /** Its first rows come at once, the next one never. */
    private static final String ENDLESS_AFTER_TWO =
            "select 1 union all select 2 union all select * from (" + ENDLESS + ")";

    private SqliteDatabase db;
    private volatile CountDownLatch signal = new CountDownLatch(1);
    private volatile CountDownLatch busy = new CountDownLatch(1);

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .customizer((connection, role) ->
                        Function.create(connection.unwrap(SQLiteConnection.class), "signal", new Function() {
                            @Override
                            protected void xFunc() throws SQLException {
                                signal.countDown();
                                result(1);
                            }
                        }))
                .events(new Events() {
                    @Override
                    public void busy(Role role, Task task, int resultCode, Duration waited) {
                        busy.countDown();
                    }
                })
                .build());
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private static void assertAlive(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1")) {
            assertThat(rows.next()).isTrue();
        }
    }

    // Timeouts -------------------------------------------------------------------------------------------------------

    @Test
    void aQueryTimeoutStopsAQuery() throws Exception {
        try (Connection c = db.readPool().getConnection();
                PreparedStatement endless = c.prepareStatement(ENDLESS)) {
            endless.setQueryTimeout(1);
            assertThat(endless.getQueryTimeout()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(endless::executeQuery)
                        .isInstanceOf(SQLTimeoutException.class)
                        .hasFieldOrPropertyWithValue("SQLState", "57014");
                assertAlive(c);
            }
            assertThatThrownBy(() -> endless.setQueryTimeout(-1)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aQueryTimeoutStopsTheStepToTheNextRow() throws Exception {
        try (Connection c = db.readPool().getConnection();
                Statement statement = c.createStatement()) {
            statement.setQueryTimeout(1);
            ResultSet rows = statement.executeQuery(ENDLESS_AFTER_TWO);
            assertThat(rows.next()).isTrue();
            assertThat(rows.next()).isTrue();
            assertThatThrownBy(rows::next).isInstanceOf(SQLTimeoutException.class);
            assertThat(rows.isClosed()).isTrue();
            assertAlive(c);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQueryTimeoutEndsAWaitForALock(boolean autoCommit) throws Exception {
        try (Connection foreign = JdbcForeign.connect(db);
                Connection c = db.writePool().getConnection();
                Statement insert = c.createStatement()) {
            c.setAutoCommit(autoCommit);
            JdbcForeign.execute(foreign, "begin immediate");
            insert.setQueryTimeout(1);
            assertThatThrownBy(() -> insert.executeUpdate("insert into item (name) values ('a')"))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "57014");
            JdbcForeign.execute(foreign, "rollback");
            assertThat(insert.executeUpdate("insert into item (name) values ('b')"))
                    .isEqualTo(1);
            if (!autoCommit) {
                c.commit();
            }
        }
        assertThat(db.query("select name from item", row -> row.getString(1))).containsExactly("b");
    }

    @Test
    void aQueryTimeoutLeavesTheBusyTimeoutAlone() throws Exception {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = plain.createStatement()) {
            // The driver sets the busy timeout instead, and a query of any length gets through.
            statement.setQueryTimeout(1);
            try (ResultSet rows = statement.executeQuery("pragma busy_timeout")) {
                assertThat(rows.getInt(1)).isEqualTo(1000);
            }
        }
        try (Connection c = db.writePool().getConnection();
                Statement statement = c.createStatement()) {
            statement.setQueryTimeout(1);
            try (ResultSet rows = statement.executeQuery("pragma busy_timeout")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    @Test
    void aTimeoutOfAWriteInsideAUnitIsTheUnitsToSee() throws Exception {
        assertThatThrownBy(() -> db.run(c -> {
                    try (Statement statement = c.jdbc().createStatement()) {
                        statement.executeUpdate("insert into item (name) values ('a')");
                        statement.setQueryTimeout(1);
                        statement.executeUpdate("insert into item (name) " + ENDLESS);
                    }
                }))
                .isInstanceOf(SQLTimeoutException.class);
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    // Cancelling -----------------------------------------------------------------------------------------------------

    @Test
    void cancelStopsAQuery() throws Exception {
        try (Connection c = db.readPool().getConnection();
                Statement statement = c.createStatement()) {
            Threads.Running<Boolean> query = Threads.start("query", () -> statement.execute(ENDLESS));
            Threads.await(signal);
            statement.cancel();
            assertThatThrownBy(query::get)
                    .isInstanceOf(SQLException.class)
                    .isNotInstanceOf(SQLTimeoutException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "57014");
            assertAlive(c);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelEndsAWaitForALock(boolean autoCommit) throws Exception {
        try (Connection foreign = JdbcForeign.connect(db);
                Connection c = db.writePool().getConnection();
                PreparedStatement insert = c.prepareStatement("insert into item (name) values (?)")) {
            c.setAutoCommit(autoCommit);
            insert.setString(1, "a");
            JdbcForeign.execute(foreign, "begin immediate");
            Threads.Running<Integer> waiting = Threads.start("insert", insert::executeUpdate);
            Threads.await(busy);
            insert.cancel();
            assertThatThrownBy(waiting::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            JdbcForeign.execute(foreign, "rollback");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            if (!autoCommit) {
                c.commit();
            }
        }
        assertThat(db.query("select name from item", row -> row.getString(1))).containsExactly("a");
    }

    @Test
    void cancelHitsNothingButTheCallOfItsStatement() throws Exception {
        try (Connection c = db.readPool().getConnection();
                Statement idle = c.createStatement();
                Statement running = c.createStatement()) {
            idle.cancel();
            ResultSet rows = idle.executeQuery("select 1 union all select 2");
            assertThat(rows.next()).isTrue();
            idle.cancel();
            Threads.Running<Boolean> query = Threads.start("query", () -> running.execute(ENDLESS));
            Threads.await(signal);
            idle.cancel();
            assertThat(query.thread().isAlive()).isTrue();
            running.cancel();
            assertThatThrownBy(query::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            // SQLite interrupts all that is under way, the other cursor too; but nothing that begins afterwards.
            assertAlive(c);
            assertThatThrownBy(rows::next).hasFieldOrPropertyWithValue("SQLState", "24000");
            assertThat(idle.execute("select 1")).isTrue();
        }
    }

    @Test
    void cancellingAClosedStatementIsHarmless() throws Exception {
        try (Connection c = db.readPool().getConnection()) {
            Statement closed;
            try (Statement statement = c.createStatement()) {
                closed = statement;
            }
            closed.cancel();
            assertAlive(c);
        }
    }

    @Test
    void aCancelledWriteRollsTheTransactionBack() throws Exception {
        try (Connection c = db.writePool().getConnection();
                Statement statement = c.createStatement()) {
            c.setAutoCommit(false);
            statement.executeUpdate("insert into item (name) values ('a')");
            Threads.Running<Integer> endless =
                    Threads.start("insert", () -> statement.executeUpdate("insert into item (name) " + ENDLESS));
            Threads.await(signal);
            statement.cancel();
            assertThatThrownBy(endless::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            assertThatThrownBy(() -> statement.executeUpdate("insert into item (name) values ('stray')"))
                    .hasMessageContaining("rolled back");
            c.rollback();
            statement.executeUpdate("insert into item (name) values ('b')");
            c.commit();
        }
        assertThat(db.query("select name from item", row -> row.getString(1))).containsExactly("b");
    }

    @Test
    void aCancelledQueryLeavesTheTransactionOpen() throws Exception {
        try (Connection c = db.writePool().getConnection();
                Statement statement = c.createStatement()) {
            c.setAutoCommit(false);
            statement.executeUpdate("insert into item (name) values ('a')");
            Threads.Running<Boolean> endless = Threads.start("query", () -> statement.execute(ENDLESS));
            Threads.await(signal);
            statement.cancel();
            assertThatThrownBy(endless::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            statement.executeUpdate("insert into item (name) values ('b')");
            c.commit();
        }
        assertThat(db.query("select name from item", row -> row.getString(1))).containsExactly("a", "b");
    }

    @Test
    void aCancelledPreparedStatementRunsAgainWithItsValues() throws Exception {
        try (Connection c = db.readPool().getConnection();
                PreparedStatement statement = c.prepareStatement(
                        "with recursive n (x) as (select signal() union all select x + 1 from n limit ?) select max(x) from n")) {
            statement.setLong(1, Long.MAX_VALUE);
            Threads.Running<ResultSet> endless = Threads.start("query", statement::executeQuery);
            Threads.await(signal);
            statement.cancel();
            assertThatThrownBy(endless::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            statement.setInt(1, 5);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(5);
            }
        }
    }

    // Aborting -------------------------------------------------------------------------------------------------------

    @Test
    void abortInterruptsWhatRunsAndGivesTheConnectionBack() throws Exception {
        Connection c = db.writePool().getConnection();
        c.setAutoCommit(false);
        Statement statement = c.createStatement();
        statement.executeUpdate("insert into item (name) values ('lost')");
        Threads.Running<Boolean> endless = Threads.start("query", () -> statement.execute(ENDLESS));
        Threads.await(signal);
        CountDownLatch aborted = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Executor executor = task -> {
            Thread thread = new Thread(() -> {
                task.run();
                aborted.countDown();
            });
            thread.setUncaughtExceptionHandler((ended, e) -> failure.set(e));
            thread.start();
        };
        c.abort(executor);
        assertThat(c.isClosed()).isTrue();
        assertThatThrownBy(endless::get).hasFieldOrPropertyWithValue("SQLState", "57014");
        Threads.await(aborted);
        assertThat(failure.get()).isNull();
        assertThatThrownBy(() -> statement.execute("select 1")).hasFieldOrPropertyWithValue("SQLState", "08003");
        c.abort(executor);
        c.close();
        assertThat(db.exists("select 1 from item")).isFalse();
        assertThatThrownBy(() -> c.abort(null)).isInstanceOf(SQLException.class);
    }

    /** A second cancel may come just as the first has ended the statement. */
    @Test
    void cancellingAgainAndAgainHitsNoOtherConnection() throws Exception {
        db.run(
                c -> c.script(
                        "with recursive n (x) as (select 1 union all select x + 1 from n where x < 2000) insert into item (id) select x from n"));
        try (Connection one = db.dataSource().getConnection();
                Connection two = db.dataSource().getConnection();
                Statement target = one.createStatement();
                Statement innocent = two.createStatement()) {
            AtomicBoolean over = new AtomicBoolean();
            Threads.Running<Integer> canceller = Threads.start("canceller", () -> {
                int calls = 0;
                while (!over.get()) {
                    target.cancel();
                    calls++;
                }
                return calls;
            });
            int cancelled = 0;
            for (int i = 0; i < 20_000; i++) {
                try {
                    target.executeQuery("select count(*) from item").close();
                } catch (SQLException e) {
                    cancelled++;
                }
                innocent.executeQuery("select count(*) from item where name is null")
                        .close();
            }
            over.set(true);
            assertThat(canceller.get()).isPositive();
            assertThat(cancelled).isPositive();
        }
    }
}
