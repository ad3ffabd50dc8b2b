package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.BusyHandler;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** Traps 5 to 7, 10 and 11: what the driver makes of JDBC, and what Sqlane does. */
class JdbcTrapsTest {
    private static final String ENDLESS =
            "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n";

    @TempDir
    Path folder;

    private Path file;
    private final Recorder recorder = new Recorder();
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("trap.db");
        db = Sqlite.builder(file).events(recorder).open();
        db.run(c -> c.script("create table item (id integer primary key, name text unique not null)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private String names() throws SQLException {
        return db.queryValue("select group_concat(name) from (select name from item order by id)", String.class)
                .orElse("");
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into item (name) values (?)")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }

    @Test
    void trap5PlainReadOnlyStaysSavepointsSwitchAutoCommitAndAbortDoesNothing() throws Exception {
        SQLiteConfig config = Plain.config();
        config.setExplicitReadOnly(true);
        try (Connection connection = Plain.open(file, config)) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(Plain.value(connection, "select count(*) from item")).isEqualTo("0");
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            assertThatThrownBy(() -> insert(connection, "for good")).hasMessageContaining("SQLITE_READONLY");
        }
        try (Connection connection = Plain.open(file)) {
            connection.setSavepoint();
            assertThat(connection.getAutoCommit()).isFalse();
            connection.abort(Runnable::run);
            assertThat(Plain.value(connection, "select 1")).isEqualTo("1");
            connection.setNetworkTimeout(Runnable::run, 1_000);
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void trap5SqlaneReadersStayReadersSavepointsNeedATransactionAndAbortEnds() throws Exception {
        try (Connection reader = db.readPool().getConnection()) {
            assertThat(reader.isReadOnly()).isTrue();
            assertThatThrownBy(() -> reader.setReadOnly(false)).isInstanceOf(SQLFeatureNotSupportedException.class);
            reader.setNetworkTimeout(Runnable::run, 1_000);
            assertThat(reader.getNetworkTimeout()).isEqualTo(1_000);
            assertThatThrownBy(() -> insert(reader, "never")).hasFieldOrPropertyWithValue("SQLState", "25006");
        }
        try (Connection writer = db.writePool().getConnection()) {
            assertThat(writer.isReadOnly()).isFalse();
            assertThatThrownBy(writer::setSavepoint).hasCauseInstanceOf(MisuseException.class);
            assertThat(writer.getAutoCommit()).isTrue();
            insert(writer, "a");
        }
        Connection aborted = db.writePool().getConnection();
        aborted.setAutoCommit(false);
        insert(aborted, "of an aborted connection");
        aborted.abort(Runnable::run);
        assertThat(aborted.isClosed()).isTrue();
        assertThatThrownBy(() -> insert(aborted, "b")).hasMessageContaining("closed");
        db.run(c -> c.update("insert into item (name) values ('c')"));
        assertThat(names()).isEqualTo("a,c");
    }

    @Test
    void trap6PlainExecuteRunsTheFirstStatementAlone() throws Exception {
        try (Connection connection = Plain.open(file);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into item (name) values ('a'); insert into item (name) values ('b')");
            assertThat(names()).isEqualTo("a");
            statement.executeUpdate("insert into item (name) values ('c'); insert into item (name) values ('d')");
            assertThat(names()).isEqualTo("a,c,d");
        }
    }

    @Test
    void trap6SqlaneRunsAllOrRefuses() throws Exception {
        try (Connection connection = db.writePool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into item (name) values ('a'); insert into item (name) values ('b')");
            statement.executeUpdate("insert into item (name) values ('c'); insert into item (name) values ('d')");
        }
        db.run(c -> {
            c.script("insert into item (name) values ('e'); insert into item (name) values ('f')");
            assertThatThrownBy(() -> c.update("insert into item (name) values ('g'); delete from item"))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("2 statements");
        });
        assertThat(names()).isEqualTo("a,b,c,d,e,f");
    }

    @Test
    void trap7PlainErrorsHaveNoSqlState() throws Exception {
        try (Connection connection = Plain.open(file)) {
            insert(connection, "a");
            assertThatThrownBy(() -> insert(connection, "a"))
                    .isExactlyInstanceOf(SQLiteException.class)
                    .isInstanceOfSatisfying(SQLiteException.class, e -> {
                        assertThat(e.getSQLState()).isNull();
                        assertThat(e.getErrorCode()).as("the primary code").isEqualTo(19);
                        assertThat(e.getResultCode().code)
                                .as("the extended one")
                                .isEqualTo(2067);
                    });
        }
    }

    @Test
    void trap7SqlaneErrorsAreTheStandardOnesWithTheDriversAsCause() throws Exception {
        db.run(c -> c.update("insert into item (name) values ('a')"));
        assertStandard(() -> db.run(c -> c.update("insert into item (name) values ('a')")));
        try (Connection connection = db.writePool().getConnection()) {
            assertStandard(() -> insert(connection, "a"));
            assertThatThrownBy(() -> Plain.run(connection, "insert into nowhere values (1)"))
                    .isInstanceOf(SQLSyntaxErrorException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "42000");
        }
    }

    private static void assertStandard(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                .hasFieldOrPropertyWithValue("SQLState", "23505")
                .hasFieldOrPropertyWithValue("errorCode", 19)
                .hasCauseInstanceOf(SQLiteException.class);
    }

    @Test
    void trap10PlainNothingEndsAWaitForALock() throws Exception {
        SQLiteConfig config = Plain.config();
        config.setBusyTimeout(700);
        try (Connection holder = Plain.open(file);
                Connection connection = Plain.open(file, config);
                Statement statement = connection.createStatement()) {
            Plain.run(holder, "begin immediate");
            long start = System.nanoTime();
            Background<Void> waiting = Background.run(() -> statement.executeUpdate("begin immediate"));
            while (!waiting.isOver(Duration.ofMillis(1))) {
                statement.cancel();
                waiting.interrupt();
            }
            assertThat(waiting.failure()).hasMessageContaining("SQLITE_BUSY");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(600));
        }
    }

    @Test
    void trap10SqlaneCancelEndsAWaitForALockAndAQuery() throws Exception {
        try (Connection holder = Plain.open(file);
                Connection connection = db.writePool().getConnection();
                Statement statement = connection.createStatement()) {
            Plain.run(holder, "begin immediate");
            Background<Void> waiting =
                    Background.run(() -> statement.executeUpdate("insert into item (name) values ('a')"));
            recorder.awaitBusy(3, Role.WRITE);
            statement.cancel();
            assertThat(waiting.failure())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cancelled")
                    .hasFieldOrPropertyWithValue("SQLState", "57014");
            Plain.run(holder, "rollback");
            insert(connection, "b");
        }
        try (Connection connection = db.readPool().getConnection();
                Statement statement = connection.createStatement()) {
            Background<Void> running = Background.run(() -> statement.executeQuery(ENDLESS));
            // The query may not have begun at the first of them.
            while (!running.isOver(Duration.ofMillis(1))) {
                statement.cancel();
            }
            assertThat(running.failure()).hasFieldOrPropertyWithValue("SQLState", "57014");
            assertThat(Plain.value(connection, "select name from item")).isEqualTo("b");
        }
    }

    @Test
    void trap10SqlaneAnInterruptEndsAWaitForALockAndAWaitInTheQueue() throws Exception {
        try (Connection holder = Plain.open(file)) {
            Plain.run(holder, "begin immediate");
            Background<Boolean> head = interruptible("head");
            recorder.awaitBusy(3, Role.WRITE);
            Background<Boolean> second = interruptible("second");
            recorder.awaitQueued(1, Role.WRITE);
            second.interrupt();
            assertThat(second.result()).as("the flag of the one in the queue").isTrue();
            assertThat(head.isDone()).isFalse();
            head.interrupt();
            assertThat(head.result())
                    .as("the flag of the one who waits for the lock")
                    .isTrue();
        }
        assertThat(names()).isEmpty();
    }

    /** Writes, expects to be interrupted, and returns whether the interrupt flag is set again. */
    private Background<Boolean> interruptible(String name) {
        return Background.start(() -> {
            assertThatThrownBy(
                            () -> db.run(Task.named(name), c -> c.update("insert into item (name) values (?)", name)))
                    .isInstanceOf(WaitInterruptedException.class)
                    .hasMessageContaining("\"" + name + "\" was interrupted")
                    .hasMessageContaining("nothing of it has run");
            return Thread.interrupted();
        });
    }

    @Test
    void trap11PlainAQueryTimeoutIsNoneAndReplacesTheBusyTimeout() throws Exception {
        try (Connection holder = Plain.open(file);
                Connection connection = Plain.open(file);
                Statement statement = connection.createStatement()) {
            AtomicInteger calls = new AtomicInteger();
            BusyHandler.setHandler(connection, new BusyHandler() {
                @Override
                protected int callback(int tries) {
                    return calls.incrementAndGet() % 3;
                }
            });
            Plain.run(holder, "begin immediate");
            assertThat(Plain.resultCode(() -> statement.executeUpdate("begin immediate")))
                    .isEqualTo(5);
            assertThat(calls).as("calls of the handler").hasValue(3);
            statement.setQueryTimeout(1);
            try (ResultSet row = statement.executeQuery("pragma busy_timeout")) {
                assertThat(row.getInt(1)).isEqualTo(1_000);
            }
            statement.setQueryTimeout(0);
            assertThat(Plain.resultCode(() -> statement.executeUpdate("begin immediate")))
                    .isEqualTo(5);
            assertThat(calls).as("calls of the handler, which is gone").hasValue(3);

            statement.setQueryTimeout(1);
            long end = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
            ProgressHandler.setHandler(connection, 100_000, new ProgressHandler() {
                @Override
                protected int progress() {
                    return System.nanoTime() - end > 0 ? 1 : 0;
                }
            });
            assertThat(Plain.resultCode(() -> statement.executeQuery(ENDLESS))).isEqualTo(9);
            assertThat(System.nanoTime())
                    .as("the progress handler ended the query, the timeout did not")
                    .isGreaterThan(end);
        }
    }

    @Test
    void trap11SqlaneAQueryTimeoutEndsAQueryAndAWaitAndNothingElse() throws Exception {
        try (Connection connection = db.readPool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "57014");
            try (ResultSet row = statement.executeQuery("pragma busy_timeout")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isZero();
            }
        }
        try (Connection holder = Plain.open(file);
                Connection connection = db.writePool().getConnection();
                Statement statement = connection.createStatement()) {
            Plain.run(holder, "begin immediate");
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeUpdate("insert into item (name) values ('a')"))
                    .isInstanceOf(SQLTimeoutException.class);
            Plain.run(holder, "rollback");
            statement.executeUpdate("insert into item (name) values ('b')");
        }
        assertThat(names()).isEqualTo("b");
    }
}
