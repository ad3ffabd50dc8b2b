package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.DeadlineException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.WriteConnection;
import dev.sqlane.sqlite.Threads.Running;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The invariants under load: money moves between accounts while units fail at random, threads are interrupted, deadlines
 * pass and a foreign process takes the lock; each acknowledged transfer is there once, none of the others is, and every
 * snapshot sees the same sum.
 */
class BankTest {
    private static final int ACCOUNTS = 10;
    private static final int OPENING_BALANCE = 1_000;
    private static final int TRANSFERS_EACH = 150;

    private static final class Refused extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final LongAdder failures = new LongAdder();
    private final LongAdder interrupts = new LongAdder();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_121})
    void noTransferIsLostDoubledOrHalfDone(long seed, @TempDir Path folder) throws Exception {
        SqliteConfiguration configuration = SqliteConfiguration.builder()
                .maxReadConnections(3)
                .busyTimeout(Duration.ofSeconds(30))
                .build();
        try (SqliteDatabase db = Sqlite.open(folder.resolve("bank.db"), configuration)) {
            createAccounts(db);
            AtomicBoolean stop = new AtomicBoolean();
            Running<Integer> foreign = Threads.start("foreign", () -> transferFromOutside(db.path(), stop));
            List<Running<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(Threads.start("reader " + i, () -> checkSums(db, stop)));
            }
            AtomicInteger nextTransfer = new AtomicInteger();
            List<Running<Integer>> tellers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(seed + i);
                tellers.add(Threads.start("teller " + i, () -> work(db, random, nextTransfer)));
            }
            Random chaos = new Random(seed);
            while (tellers.stream().anyMatch(teller -> teller.thread().isAlive())) {
                tellers.get(chaos.nextInt(tellers.size())).thread().interrupt();
                LockSupport.parkNanos(200_000);
            }
            for (Running<Integer> teller : tellers) {
                teller.get();
            }
            stop.set(true);
            for (Running<Integer> reader : readers) {
                assertThat(reader.get()).as("snapshots read, seed %d", seed).isPositive();
            }
            assertThat(foreign.get()).as("foreign transactions, seed %d", seed).isPositive();
            check(db, seed);
        }
    }

    private static void createAccounts(SqliteDatabase db) throws SQLException {
        db.run(c -> {
            c.script("""
                    create table account (id integer primary key, balance integer not null check (balance >= 0));
                    create table transfer (
                      id integer primary key, source integer not null, target integer not null, amount integer not null);
                    """);
            for (int i = 1; i <= ACCOUNTS; i++) {
                c.update("insert into account values (?, ?)", i, OPENING_BALANCE);
            }
        });
    }

    private int work(SqliteDatabase db, Random random, AtomicInteger nextTransfer) throws SQLException {
        for (int i = 0; i < TRANSFERS_EACH; i++) {
            long id = nextTransfer.incrementAndGet();
            Task task = Task.named("transfer");
            if (random.nextInt(10) == 0) {
                task = task.withTimeout(Duration.ofNanos(1 + random.nextInt(2_000_000)));
            }
            try {
                db.run(task, c -> transfer(c, id, random));
                acknowledged.add(id);
            } catch (Refused | DeadlineException | WaitInterruptedException e) {
                failures.increment();
            } catch (SQLException e) {
                // A constraint that the work provoked itself; anything else is an error of the test.
                if (e.getSQLState() == null || !e.getSQLState().startsWith("23")) {
                    throw e;
                }
                failures.increment();
            } finally {
                clearInterrupt();
            }
        }
        return 1;
    }

    /** An interrupt that came too late must not hit the next transfer before it began. */
    private void clearInterrupt() {
        if (Thread.interrupted()) {
            interrupts.increment();
        }
    }

    private static void transfer(WriteConnection c, long id, Random random) throws SQLException {
        int source = 1 + random.nextInt(ACCOUNTS);
        int target = 1 + random.nextInt(ACCOUNTS);
        int amount = random.nextInt(50);
        c.update("insert into transfer values (?, ?, ?, ?)", id, source, target, amount);
        c.update("update account set balance = balance - ? where id = ?", amount, source);
        switch (random.nextInt(8)) {
            case 0 -> throw new Refused();
            case 1 -> c.update("insert or rollback into transfer values (?, 0, 0, 0)", id);
            case 2 -> {
                try {
                    c.<Object, SQLException>savepoint(inner -> {
                        inner.update("update account set balance = balance + 1000000 where id = ?", target);
                        throw new Refused();
                    });
                } catch (Refused e) {
                    // Undone; the transfer goes on.
                }
            }
            default -> {}
        }
        c.update("update account set balance = balance + ? where id = ?", amount, target);
    }

    private static int checkSums(SqliteDatabase db, AtomicBoolean stop) throws SQLException {
        int snapshots = 0;
        while (!stop.get()) {
            db.read(c -> {
                long first = c.queryValue("select sum(balance) from account", Long.class)
                        .orElseThrow();
                long transfers = c.queryValue("select count(*) from transfer", Long.class)
                        .orElseThrow();
                assertThat(first).isEqualTo((long) ACCOUNTS * OPENING_BALANCE);
                assertThat(c.queryValue("select count(*) from transfer", Long.class))
                        .contains(transfers);
                return null;
            });
            assertThat(db.queryValue("select sum(balance) from account", Long.class))
                    .contains((long) ACCOUNTS * OPENING_BALANCE);
            snapshots++;
        }
        return snapshots;
    }

    /** A program that knows nothing of us, with the driver's own busy timeout. */
    private static int transferFromOutside(Path path, AtomicBoolean stop) throws SQLException {
        int transactions = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement();
                PreparedStatement move =
                        connection.prepareStatement("update account set balance = balance + ? where id = ?")) {
            statement.execute("pragma busy_timeout=30000");
            while (!stop.get()) {
                statement.execute("begin immediate");
                move.setInt(1, 0);
                move.setInt(2, 1);
                move.executeUpdate();
                statement.execute("commit");
                transactions++;
            }
        }
        return transactions;
    }

    private void check(SqliteDatabase db, long seed) throws SQLException {
        assertThat(db.query("select id from transfer order by id", row -> row.getLong(1)))
                .as("acknowledged transfers, seed %d", seed)
                .containsExactlyElementsOf(acknowledged.stream().sorted().toList());
        assertThat(interrupts.sum()).as("interrupts, seed %d", seed).isNotNegative();
        assertThat(failures.sum()).as("failures provoked, seed %d", seed).isPositive();
        for (int account = 1; account <= ACCOUNTS; account++) {
            long expected = OPENING_BALANCE
                    + db.queryValue(
                                    "select coalesce(sum(amount), 0) from transfer where target = ?",
                                    Long.class,
                                    account)
                            .orElseThrow()
                    - db.queryValue(
                                    "select coalesce(sum(amount), 0) from transfer where source = ?",
                                    Long.class,
                                    account)
                            .orElseThrow();
            assertThat(db.queryValue("select balance from account where id = ?", Long.class, account))
                    .as("balance of %d, seed %d", account, seed)
                    .contains(expected);
        }
        Invariants.check(db);
    }

    /** The checker must be able to fail: a transfer that nobody acknowledged is found. */
    @Test
    void theCheckerFindsATransferTooMany() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            createAccounts(db);
            failures.increment();
            db.run(c -> c.update("insert into transfer values (77, 1, 2, 5)"));
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> check(db, 0))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
