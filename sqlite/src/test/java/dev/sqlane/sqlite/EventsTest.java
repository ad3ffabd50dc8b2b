package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Threads.Running;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a listener hears, and when. */
class EventsTest {
    private final List<String> configured = new CopyOnWriteArrayList<>();
    private final List<String> added = new CopyOnWriteArrayList<>();
    private SqliteDatabase db;

    /** Notes what happens to units. */
    private static Events notes(List<String> notes) {
        return new Events() {
            @Override
            public void unitStarted(Role role, Task task, Duration waited) {
                notes.add("started " + role + " " + task.name());
            }

            @Override
            public void unitEnded(Role role, Task task, Duration held, @Nullable Throwable failure) {
                notes.add("ended " + role + " " + task.name() + (failure == null ? "" : ": " + failure.getMessage()));
            }

            @Override
            public void waitEnded(Role role, Task task, Duration waited) {
                notes.add("waited " + role + " " + task.name());
            }
        };
    }

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .events(notes(configured))
                .maxGroupTime(Duration.ofSeconds(1))
                .build());
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
        configured.clear();
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private void insert(String name) throws SQLException {
        db.run(Task.named("insert " + name), c -> c.update("insert into item (name) values (?)", name));
    }

    @Test
    void aListenerCanComeAndGoBesidesTheConfiguredOne() throws Exception {
        Events listener = notes(added);

        insert("a");
        db.addListener(listener);
        db.addListener(listener);
        insert("b");
        db.removeListener(listener);
        insert("c");

        assertThat(added).containsExactly("started WRITE insert b", "ended WRITE insert b");
        assertThat(configured)
                .containsExactly(
                        "started WRITE insert a",
                        "ended WRITE insert a",
                        "started WRITE insert b",
                        "ended WRITE insert b",
                        "started WRITE insert c",
                        "ended WRITE insert c");
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearing() throws Exception {
        db.addListener(new Events() {
            @Override
            public void unitStarted(Role role, Task task, Duration waited) {
                throw new IllegalStateException("a broken listener");
            }
        });
        db.addListener(notes(added));

        insert("a");

        assertThat(added).containsExactly("started WRITE insert a", "ended WRITE insert a");
        assertThat(db.queryValue("select name from item", String.class)).contains("a");
    }

    @Test
    void everyUseOfAConnectionIsAUnit() throws Exception {
        db.addListener(notes(added));

        assertThat(db.exists("select 1 from item")).isFalse();
        assertThat(db.<Boolean, SQLException>read(Task.named("look"), c -> db.exists("select 1 from item")))
                .isFalse();
        try (Connection connection = db.readPool().getConnection()) {
            assertThat(connection.isReadOnly()).isTrue();
        }
        try (Connection connection = db.writePool().getConnection()) {
            assertThat(connection.isReadOnly()).isFalse();
        }
        db.maintain(
                Task.named("vacuum"), connection -> connection.createStatement().execute("vacuum"));

        assertThat(added)
                .containsExactly(
                        "started READ query",
                        "ended READ query",
                        "started READ look",
                        "ended READ look",
                        "started READ JDBC connection",
                        "ended READ JDBC connection",
                        "started WRITE JDBC connection",
                        "ended WRITE JDBC connection",
                        "started WRITE vacuum",
                        "ended WRITE vacuum");
    }

    @Test
    void aFailureIsToldWithTheUnit() throws Exception {
        db.addListener(notes(added));

        assertThatThrownBy(() -> db.queryOne("select no_such from item", row -> row.getLong(1)))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> db.run(Task.named("fail"), c -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(added).hasSize(4).element(1).asString().startsWith("ended READ query: ");
        assertThat(added.get(3)).isEqualTo("ended WRITE fail: no");
    }

    @Test
    void aWaitIsToldWhenItBeginsAndWhenItEnds() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        db.addListener(new Events() {
            @Override
            public void waitStarted(Role role, Task task) {
                added.add("waits " + role + " " + task.name());
                waiting.countDown();
            }

            @Override
            public void waitEnded(Role role, Task task, Duration waited) {
                added.add("waited " + role + " " + task.name() + " " + (waited.toNanos() > 0));
            }
        });

        Connection holder = db.writePool().getConnection();
        Running<Long> second = Threads.start(
                "second", () -> db.write(Task.named("second"), c -> c.update("insert into item (name) values ('b')")));
        Threads.await(waiting);
        holder.close();
        assertThat(second.get()).isEqualTo(1);

        assertThat(added).containsExactly("waits WRITE second", "waited WRITE second true");
    }

    /** Notes the transactions. */
    private static Events transactions(List<String> notes) {
        return new Events() {
            @Override
            public void transactionBegun(Task task, Duration waited) {
                notes.add("begun " + task.name());
            }

            @Override
            public void transactionEnded(Task task, int units, Duration held, @Nullable Duration commit) {
                assertThat(held).isGreaterThanOrEqualTo(commit == null ? Duration.ZERO : commit);
                notes.add((commit == null ? "rolled back " : "committed ") + task.name() + " " + units);
            }
        };
    }

    @Test
    void aTransactionIsToldWithTheUnitsThatSharedIt() throws Exception {
        db.addListener(transactions(added));
        CountDownLatch waiting = new CountDownLatch(2);
        db.addListener(new Events() {
            @Override
            public void waitStarted(Role role, Task task) {
                waiting.countDown();
            }
        });
        CountDownLatch inside = new CountDownLatch(1);
        Running<Long> first = Threads.start(
                "first",
                () -> db.write(Task.named("first"), c -> {
                    inside.countDown();
                    Threads.await(waiting);
                    return c.update("insert into item (name) values ('a')");
                }));
        Threads.await(inside);
        Running<Long> second = Threads.start(
                "second", () -> db.write(Task.named("next"), c -> c.update("insert into item (name) values ('b')")));
        Running<Long> third = Threads.start(
                "third", () -> db.write(Task.named("next"), c -> c.update("insert into item (name) values ('c')")));
        assertThat(first.get() + second.get() + third.get()).isEqualTo(3);

        assertThat(added).containsExactly("begun first", "committed first 3");
    }

    @Test
    void aTransactionThatFailsIsToldAsRolledBack() throws Exception {
        db.addListener(transactions(added));

        assertThatThrownBy(() -> db.run(Task.named("fail"), c -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        // SQLite ends the transaction by itself.
        assertThatThrownBy(() -> db.run(
                        Task.named("collapse"), c -> c.update("insert or rollback into item (id) values (1), (1)")))
                .isInstanceOf(SQLException.class);

        assertThat(added)
                .containsExactly("begun fail", "rolled back fail 1", "begun collapse", "rolled back collapse 1");
    }

    @Test
    void theTransactionsOfJdbcAreTold() throws Exception {
        db.addListener(transactions(added));

        try (Connection connection = db.writePool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into item (name) values ('by itself')");
            connection.setAutoCommit(false);
            statement.executeUpdate("insert into item (name) values ('a')");
            connection.commit();
            statement.executeUpdate("insert into item (name) values ('b')");
            connection.rollback();
            statement.executeUpdate("insert into item (name) values ('c')");
        }

        assertThat(added)
                .containsExactly(
                        "begun JDBC connection",
                        "committed JDBC connection 1",
                        "begun JDBC connection",
                        "rolled back JDBC connection 1",
                        "begun JDBC connection",
                        "rolled back JDBC connection 1");
        assertThat(db.query("select name from item", row -> row.getString(1))).containsExactly("by itself", "a");
    }

    @Test
    void aClosedDatabaseTakesNoListener() throws Exception {
        SqliteDatabase closed = Sqlite.temporary();
        closed.close();

        assertThatThrownBy(() -> closed.addListener(Events.NONE)).isInstanceOf(ClosedException.class);
        closed.removeListener(Events.NONE);
    }
}
