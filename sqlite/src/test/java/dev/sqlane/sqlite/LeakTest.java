package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.Events;
import dev.sqlane.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JDBC connection that is lost without close comes back, and the stack that borrowed it is reported. */
class LeakTest {
    private final BlockingQueue<Throwable> leaks = new LinkedBlockingQueue<>();

    private SqliteDatabase open(boolean stacks) throws SQLException {
        SqliteDatabase db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(1)
                .leakStacks(stacks)
                .events(new Events() {
                    @Override
                    public void connectionLeaked(Role role, Duration held, Throwable borrowed) {
                        leaks.add(borrowed);
                    }
                })
                .build());
        db.run(c -> c.script("create table item (name text); insert into item values ('a'), ('b')"));
        return db;
    }

    /** A frame of its own, so that nothing on the test's stack keeps the connection alive. */
    private static void borrowAndForget(SqliteDatabase db, Role role) throws SQLException {
        Connection lost = role == Role.READ
                ? db.readPool().getConnection()
                : db.writePool().getConnection();
        lost.setAutoCommit(false);
        Statement statement = lost.createStatement();
        ResultSet rows = statement.executeQuery("select name from item");
        rows.next();
        if (role == Role.WRITE) {
            try (Statement insert = lost.createStatement()) {
                insert.executeUpdate("insert into item values ('uncommitted')");
            }
        }
    }

    private Throwable awaitLeak() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            System.gc();
            Throwable leak = leaks.poll(100, TimeUnit.MILLISECONDS);
            if (leak != null) {
                return leak;
            }
        }
        throw new AssertionError("the lost connection was not found");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aLostConnectionIsTakenBackAndReportedWithItsBorrower(Role role) throws Exception {
        try (SqliteDatabase db = open(true)) {
            borrowAndForget(db, role);
            Throwable leak = awaitLeak();
            assertThat(leak.getStackTrace())
                    .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("borrowAndForget"));
            assertThat(leak.getMessage()).contains(Thread.currentThread().getName());
            // Each pool has a single connection: both can be had again, and the transaction was rolled back.
            assertThat(db.queryValue("select count(*) from item", Long.class)).contains(2L);
            assertThat((role == Role.READ ? db.stats().read() : db.stats().write()).leaked())
                    .isEqualTo(1);
            Invariants.check(db);
        }
    }

    @Test
    void withoutRecordedStacksTheThreadIsStillNamed() throws Exception {
        try (SqliteDatabase db = open(false)) {
            borrowAndForget(db, Role.READ);
            Throwable leak = awaitLeak();
            assertThat(leak.getMessage()).contains(Thread.currentThread().getName());
            assertThat(leak.getStackTrace()).isEmpty();
            Invariants.check(db);
        }
    }

    @Test
    void aClosedConnectionIsNoLeak() throws Exception {
        try (SqliteDatabase db = open(true)) {
            for (int i = 0; i < 10; i++) {
                try (Connection connection = db.readPool().getConnection()) {
                    assertThat(connection.isReadOnly()).isTrue();
                }
            }
            System.gc();
            assertThat(leaks.poll(200, TimeUnit.MILLISECONDS)).isNull();
            assertThat(db.stats().read().leaked()).isZero();
            Invariants.check(db);
        }
    }
}
