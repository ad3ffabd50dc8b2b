package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every combination of a unit inside a unit on one thread. */
class NestingTest {
    private static final Task OUTER = Task.named("outer task");
    private static final Task INNER = Task.named("inner task");

    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(
                SqliteConfiguration.builder().maxReadConnections(1).build());
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private long count() throws SQLException {
        return db.queryValue("select count(*) from item", Long.class).orElseThrow();
    }

    /** With one read connection, anything but joining would wait for itself. */
    @Test
    void aReadInsideAReadJoinsItsSnapshot() throws Exception {
        db.read(outer -> {
            assertThat(count()).isZero();
            writeOnAnotherThread();
            assertThat(outer.queryValue("select count(*) from item", Long.class))
                    .contains(0L);
            assertThat(db.<Long, SQLException>read(inner -> inner.queryValue("select count(*) from item", Long.class)
                            .orElseThrow()))
                    .isZero();
            assertThat(count()).isZero();
            assertThat(db.readPool().exists("select 1 from item")).isFalse();
            return null;
        });
        assertThat(count()).isEqualTo(1);
    }

    private void writeOnAnotherThread() {
        CompletableFuture.runAsync(() -> {
                    try {
                        db.run(c -> c.update("insert into item (name) values ('new')"));
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                })
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aReadInsideAWriteSeesItsRowsAndCannotWrite() throws Exception {
        db.run(OUTER, outer -> {
            outer.update("insert into item (name) values ('mine')");
            assertThat(count()).isEqualTo(1);
            db.read(inner -> {
                assertThat(inner.queryValue("select name from item", String.class))
                        .contains("mine");
                // Neither by a cast, nor through the outer handle, nor through JDBC.
                assertThatThrownBy(() -> ((WriteConnection) inner).update("delete from item"))
                        .hasFieldOrPropertyWithValue("SQLState", "25006");
                assertThatThrownBy(() -> outer.update("delete from item"))
                        .hasFieldOrPropertyWithValue("SQLState", "25006");
                try (var statement = inner.jdbc().createStatement()) {
                    assertThatThrownBy(() -> statement.executeUpdate("delete from item"))
                            .hasFieldOrPropertyWithValue("SQLState", "25006");
                }
                db.read(deeper -> deeper.queryValue("select count(*) from item", Long.class));
                assertThatThrownBy(() -> outer.update("delete from item"))
                        .hasFieldOrPropertyWithValue("SQLState", "25006");
                return null;
            });
            assertThatThrownBy(() -> db.read(inner -> {
                        throw new IllegalStateException("leaves the outer writable");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            outer.update("insert into item (name) values ('writable again')");
        });
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aWriteInsideAWriteIsRefusedWithBothTasks() throws Exception {
        db.run(OUTER, outer -> {
            outer.update("insert into item (name) values ('kept')");
            assertThatThrownBy(() -> db.run(INNER, inner -> {}))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("\"outer task\"")
                    .hasMessageContaining("\"inner task\"");
            assertThatThrownBy(() -> db.writePool().run(INNER, inner -> {})).isInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> db.maintain(INNER, connection -> null)).isInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> db.writePool().getConnection()).hasCauseInstanceOf(MisuseException.class);
        });
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aWriteInsideAReadIsRefusedWithBothTasks() throws Exception {
        db.read(OUTER, outer -> {
            assertThatThrownBy(() -> db.run(INNER, inner -> {}))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("\"outer task\"")
                    .hasMessageContaining("\"inner task\"");
            assertThatThrownBy(() -> db.writePool().getConnection()).hasCauseInstanceOf(MisuseException.class);
            return null;
        });
    }

    @Test
    void aWriteInsideAReadInsideAWriteIsRefused() throws Exception {
        db.run(
                OUTER,
                outer -> db.<Object, SQLException>read(read -> {
                    assertThatThrownBy(() -> db.run(INNER, inner -> {})).isInstanceOf(MisuseException.class);
                    return 1;
                }));
    }

    @Test
    void waitingForAnAsynchronousWriteInsideAUnitIsRefused() throws Exception {
        CompletableFuture<Long> queued = db.write(OUTER, outer -> {
            CompletableFuture<Long> future = db.writeAsync(
                            INNER, c -> c.update("insert into item (name) values ('async')"))
                    .toCompletableFuture();
            assertThatThrownBy(future::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(MisuseException.class)
                    .hasMessageContaining("\"outer task\"")
                    .hasMessageContaining("\"inner task\"");
            assertThatThrownBy(() -> future.get(1, TimeUnit.DAYS)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> future.thenApply(x -> x).join()).isInstanceOf(IllegalStateException.class);
            return future;
        });
        assertThat(queued.join()).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aThreadThatHoldsTheWriteConnectionIsRefusedASecondOne() throws Exception {
        try (Connection held = db.writePool().getConnection()) {
            assertThatThrownBy(() -> db.writePool().getConnection()).hasCauseInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> db.run(INNER, c -> {}))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("holds it already");
            assertThat(held.isValid(1)).isTrue();
        }
    }

    @Test
    void unitsOnTwoDatabasesNestFreely() throws Exception {
        try (SqliteDatabase other = Sqlite.temporary()) {
            db.run(outer -> other.run(inner -> inner.script("create table t (x)")));
            other.read(outer -> db.write(inner -> inner.update("insert into item (name) values ('x')")));
            Invariants.check(other);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void closingInsideAUnitIsRefused() throws Exception {
        db.read(c -> {
            assertThatThrownBy(() -> db.close()).isInstanceOf(MisuseException.class);
            return null;
        });
        assertThat(count()).isZero();
    }

    /** With one read connection, a second one would never come. */
    @Test
    void aQueryInARowMapperJoinsTheQueryAroundIt() throws Exception {
        db.run(c -> c.script("insert into item (name) values ('a'), ('b')"));
        assertThat(db.query(
                        "select id, name from item order by id",
                        row -> row.getString("name")
                                + db.queryValue(
                                                "select count(*) from item where id <= ?",
                                                Long.class,
                                                row.getLong("id"))
                                        .orElseThrow()))
                .containsExactly("a1", "b2");
        assertThatThrownBy(() -> db.query("select 1", row -> db.write(INNER, c -> 1)))
                .isInstanceOf(MisuseException.class);
    }

    @Test
    void aReadInsideAMaintenanceIsRefused() throws Exception {
        db.maintain(OUTER, connection -> {
            assertThatThrownBy(() -> db.read(c -> 1)).isInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> db.query("select 1", row -> 1)).isInstanceOf(MisuseException.class);
            return null;
        });
    }

    @Test
    void aStageThatWaitsOnTheWriterThreadIsRefused() throws Exception {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> second = new CompletableFuture<>();
        CompletableFuture<Void> stage = db.writeAsync(c -> 1)
                .toCompletableFuture()
                .thenAccept(one -> {
                    CompletableFuture<Integer> awaited = db.writeAsync(c -> 2).toCompletableFuture();
                    second.complete(awaited);
                    try {
                        outcome.complete(awaited.join());
                    } catch (IllegalStateException e) {
                        outcome.complete(e.getCause());
                    }
                });
        Object result = outcome.get(30, TimeUnit.SECONDS);
        stage.get(30, TimeUnit.SECONDS);
        assertThat(second.get().get(30, TimeUnit.SECONDS)).isEqualTo(2);
        // On the writer thread it is refused; where the first write was done already, the stage ran here and may wait.
        assertThat(result).isInstanceOfAny(MisuseException.class, Integer.class);
    }
}
