package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Many threads on one drop-in, each as a program written for a generic pool would use it. */
class DropInUnderLoadTest {
    private static final int THREADS = 32;
    private static final int ROUNDS = 100;
    private static final int ACCOUNTS = 16;
    private static final long START = 1_000;

    /**
     * Each thread moves money in transactions that read before they write, looks at the total in read-only transactions and in auto-commit, and
     * updates rows beside an open result set. No error whatever is expected, and no money is lost.
     */
    @Test
    void thirtyTwoThreadsMixReadsAndWritesWithoutAnError() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary(
                SqliteConfiguration.builder().maxReadConnections(4).build())) {
            DataSource dropIn = db.dataSource();
            try (Connection c = dropIn.getConnection();
                    PreparedStatement insert = c.prepareStatement("insert into account values (?, ?, 0)")) {
                DropInSubject.update(
                        c, "create table account (id integer primary key, balance integer, touched integer)");
                for (int id = 0; id < ACCOUNTS; id++) {
                    insert.setInt(1, id);
                    insert.setLong(2, START);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            List<Threads.Running<Integer>> running = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                SplittableRandom random = new SplittableRandom(t);
                running.add(Threads.start("client-" + t, () -> client(dropIn, random)));
            }
            int touched = 0;
            for (Threads.Running<Integer> thread : running) {
                touched += thread.get();
            }
            try (Connection c = dropIn.getConnection()) {
                assertThat(total(c)).isEqualTo(ACCOUNTS * START);
                assertThat(DropInSubject.query(c, "select sum(touched) from account"))
                        .containsExactly("" + touched);
            }
            assertThat(db.stats().busyByCode()).isEmpty();
            Invariants.check(db);
        }
    }

    private static int client(DataSource dropIn, SplittableRandom random) throws SQLException {
        int touched = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Connection c = dropIn.getConnection()) {
                switch (random.nextInt(4)) {
                    case 0 -> transfer(c, random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS), random.nextInt(100));
                    case 1 -> {
                        c.setReadOnly(true);
                        c.setAutoCommit(false);
                        assertThat(total(c)).isEqualTo(total(c)).isEqualTo(ACCOUNTS * START);
                        c.commit();
                    }
                    case 2 -> assertThat(total(c)).isEqualTo(ACCOUNTS * START);
                    default -> touched += touchAll(c);
                }
            }
        }
        return touched;
    }

    private static void transfer(Connection c, int from, int to, int amount) throws SQLException {
        c.setAutoCommit(false);
        long balance = Long.parseLong(DropInSubject.query(c, "select balance from account where id = " + from)
                .get(0));
        if (balance >= amount) {
            add(c, from, -amount);
            add(c, to, amount);
        }
        if (amount % 10 == 0) {
            c.rollback();
        } else {
            c.commit();
        }
    }

    private static void add(Connection c, int id, int amount) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("update account set balance = balance + ? where id = ?")) {
            update.setInt(1, amount);
            update.setInt(2, id);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static long total(Connection c) throws SQLException {
        return Long.parseLong(
                DropInSubject.query(c, "select sum(balance) from account").get(0));
    }

    /** As programs do that know of one connection only: the rows stay open while each is updated. */
    private static int touchAll(Connection c) throws SQLException {
        int touched = 0;
        try (PreparedStatement select = c.prepareStatement("select id from account order by id");
                PreparedStatement update = c.prepareStatement("update account set touched = touched + 1 where id = ?");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                update.setLong(1, rows.getLong(1));
                touched += update.executeUpdate();
            }
        }
        return touched;
    }
}
