package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.DatabaseStatistics;
import dev.sqlane.Durability;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.Threads.Running;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups under load: thousands of units that succeed, fail, are cancelled, or have SQLite roll the whole transaction back share
 * transactions, while threads are interrupted and deadlines pass. A model says what each must come to, and what the database must hold
 * in the end. What the threads do follows from the seed; how they meet does not. The system property {@code sqlane.soak.runs} adds runs with
 * other seeds.
 */
class GroupSoakTest {
    private static final int CALLERS = 10;
    private static final int ASYNCHRONOUS_CALLERS = 2;
    private static final int UNITS_EACH = 250;
    private static final int OUTSTANDING = 12;
    private static final int KEYS = 30;

    @TempDir
    private Path folder;

    private final AtomicInteger nextUnit = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    private static void createTables(SqliteDatabase db) throws SQLException {
        db.run(c -> c.script("""
                create table counter (n integer not null);
                insert into counter values (0);
                create table entry (unit integer, part integer, sequence integer, primary key (unit, part));
                create table claim (key integer primary key, unit integer not null);
                create table heap (a integer);
                create table bomb (a integer);
                create trigger explode before insert on bomb begin select raise(rollback, 'bang'); end;
                """));
    }

    /**
     * Seeds; how long a group may take: as long as it likes, or so little that its end comes in between; how many of the kinds
     * that bring a whole group down, one in so many: else groups are few.
     */
    static Stream<Arguments> runs() {
        Stream<Arguments> always =
                Stream.of(Arguments.of(1L, 1_000, 1), Arguments.of(20_261_121L, 1_000, 15), Arguments.of(77L, 2, 15));
        Stream<Arguments> asked = new Random()
                .longs(Integer.getInteger("sqlane.soak.runs", 0), 1, 1_000_000)
                .mapToObj(seed ->
                        Arguments.of(seed, seed % 2 == 0 ? 1_000 : 1 + (int) (seed % 8), 1 + (int) (seed / 8 % 20)));
        return Stream.concat(always, asked);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void eachUnitComesToWhatItsScriptSays(long seed, int maxGroupMillis, int collapsesOneIn) throws Exception {
        SqliteConfiguration configuration = SqliteConfiguration.builder()
                .maxReadConnections(4)
                .maxGroupTime(Duration.ofMillis(maxGroupMillis))
                .build();
        try (SqliteDatabase db = Sqlite.open(folder.resolve("soak.db"), configuration);
                SoakCanceller canceller = new SoakCanceller()) {
            createTables(db);
            DatabaseStatistics before = db.stats();
            List<Running<List<SoakUnit>>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Script script = new Script(seed, i, collapsesOneIn, canceller);
                callers.add(Threads.start("caller " + i, () -> call(db, script)));
            }
            for (int i = 0; i < ASYNCHRONOUS_CALLERS; i++) {
                Script script = new Script(seed, CALLERS + i, collapsesOneIn, canceller);
                callers.add(Threads.start("asynchronous caller " + i, () -> callAsynchronously(db, script)));
            }
            Running<Integer> reader = Threads.start("reader", () -> checkSnapshots(db));
            Running<Integer> borrower = Threads.start("borrower", () -> borrow(db));
            interruptSome(callers.subList(0, CALLERS), new Random(seed));
            List<SoakUnit> units = new ArrayList<>();
            for (Running<List<SoakUnit>> caller : callers) {
                units.addAll(caller.get());
            }
            stop.set(true);
            assertThat(reader.get()).as("snapshots").isPositive();
            int borrowed = borrower.get();
            assertThat(borrowed).as("JDBC transactions").isPositive();

            assertThat(SoakHistory.problems(units, SoakHistory.State.of(db)))
                    .as("seed %d", seed)
                    .isEmpty();

            checkStatistics(db, before, units, borrowed);
            Invariants.check(db);
        }
    }

    /** The numbers that the engine gives out are right, and the run was worth something. */
    private static void checkStatistics(
            SqliteDatabase db, DatabaseStatistics before, List<SoakUnit> units, int borrowed) {
        DatabaseStatistics stats = db.stats();
        long acknowledged = units.stream().filter(unit -> unit.acknowledged).count();
        long failed = units.stream()
                .filter(unit -> unit.runs > 0 && !unit.acknowledged)
                .count();
        // Of the JDBC transactions every second is committed, the first one too.
        assertThat(stats.committed() - before.committed()).as("committed").isEqualTo(acknowledged + (borrowed + 1) / 2);
        assertThat(stats.rolledBack() - before.rolledBack()).as("rolled back").isEqualTo(failed + borrowed / 2);
        assertThat(stats.replayed() - before.replayed())
                .as("replayed")
                .isEqualTo(units.stream()
                        .mapToLong(unit -> Math.max(0, unit.runs - 1))
                        .sum())
                .isPositive();
        assertThat(stats.transactions() - before.transactions())
                .as("transactions of %d units", acknowledged)
                .isLessThan(acknowledged);
        Set<SoakKind> kinds = EnumSet.noneOf(SoakKind.class);
        units.stream().filter(unit -> unit.runs > 0).forEach(unit -> kinds.add(unit.kind));
        assertThat(kinds)
                .as("kinds that ran")
                .containsAll(Arrays.stream(SoakKind.values())
                        .filter(kind -> kind.weight() > 0 && !kind.collapses())
                        .toList());
    }

    // The callers -----------------------------------------------------------------------------------------------------

    /** What one thread does. */
    private final class Script {
        private final Random random;
        private final int caller;
        private final int collapsesOneIn;
        private final SoakCanceller canceller;
        private int made;

        Script(long seed, int caller, int collapsesOneIn, SoakCanceller canceller) {
            this.random = new Random(seed * 1_000 + caller);
            this.caller = caller;
            this.collapsesOneIn = collapsesOneIn;
            this.canceller = canceller;
        }

        SoakUnit next() {
            made++;
            if (made == UNITS_EACH / 2 && caller < 2) {
                return unit(caller == 0 ? SoakKind.QUERY_TIMEOUT : SoakKind.AFTER_COMMIT_THROWS, task -> task);
            }
            SoakKind kind = kind();
            return unit(kind.collapses() && !sometimes(collapsesOneIn) ? SoakKind.PLAIN : kind, this::vary);
        }

        private SoakUnit unit(SoakKind kind, UnaryOperator<Task> variation) {
            return new SoakUnit(
                    nextUnit.incrementAndGet(),
                    caller,
                    kind,
                    variation.apply(Task.named("soak, " + kind)),
                    1 + random.nextInt(KEYS),
                    canceller);
        }

        private Task vary(Task task) {
            return switch (random.nextInt(20)) {
                case 0 -> task.withAlone();
                case 1 -> task.withoutReplay();
                case 2 -> task.withDurability(Durability.FULL);
                case 3 -> task.withTimeout(Duration.ofNanos(1 + random.nextInt(3_000_000)));
                default -> task;
            };
        }

        private SoakKind kind() {
            int rest = random.nextInt(
                    Arrays.stream(SoakKind.values()).mapToInt(SoakKind::weight).sum());
            for (SoakKind kind : SoakKind.values()) {
                rest -= kind.weight();
                if (rest < 0) {
                    return kind;
                }
            }
            throw new AssertionError(rest);
        }

        boolean sometimes(int outOf) {
            return random.nextInt(outOf) == 0;
        }
    }

    private List<SoakUnit> call(SqliteDatabase db, Script script) throws SQLException {
        List<SoakUnit> units = new ArrayList<>();
        for (int i = 0; i < UNITS_EACH; i++) {
            SoakUnit unit = script.next();
            units.add(unit);
            try {
                if (db.<Integer, SQLException>write(unit.task, unit::run) != unit.id) {
                    unit.complain("got a neighbour's result");
                }
                unit.acknowledged = true;
            } catch (SQLException | SoakUnit.Broken e) {
                unit.delivered = e;
            }
            // An interrupt that came too late must not hit what follows.
            Thread.interrupted();
            if (unit.afterCommits.get() != (unit.acknowledged ? 1 : 0)) {
                unit.complain("afterCommit had run " + unit.afterCommits + " times when it returned");
            }
            checkRowsNow(db, unit);
        }
        return units;
    }

    /** An acknowledged unit is there for everybody at once, and one that failed is not. */
    private static void checkRowsNow(SqliteDatabase db, SoakUnit unit) throws SQLException {
        try {
            long rows = db.queryValue("select count(*) from entry where unit = ?", Long.class, unit.id)
                    .orElseThrow();
            if (rows != (unit.acknowledged ? 3 : 0)) {
                unit.complain("had " + rows + " rows when it returned");
            }
        } catch (WaitInterruptedException e) {
            Thread.interrupted();
        }
    }

    private record Submitted(SoakUnit unit, CompletableFuture<Integer> future) {}

    private List<SoakUnit> callAsynchronously(SqliteDatabase db, Script script) throws Exception {
        List<SoakUnit> units = new ArrayList<>();
        Deque<Submitted> outstanding = new ArrayDeque<>();
        for (int i = 0; i < UNITS_EACH; i++) {
            SoakUnit unit = script.next();
            units.add(unit);
            CompletableFuture<Integer> future =
                    db.<Integer>writeAsync(unit.task, unit::run).toCompletableFuture();
            outstanding.add(new Submitted(unit, future));
            if (script.sometimes(20)) {
                future.cancel(false);
            }
            if (outstanding.size() == OUTSTANDING) {
                while (!outstanding.isEmpty()) {
                    await(outstanding.remove());
                }
            }
        }
        while (!outstanding.isEmpty()) {
            await(outstanding.remove());
        }
        return units;
    }

    private static void await(Submitted submitted) throws Exception {
        SoakUnit unit = submitted.unit();
        try {
            if (submitted.future().get(60, TimeUnit.SECONDS) != unit.id) {
                unit.complain("got a neighbour's result");
            }
            unit.acknowledged = true;
        } catch (ExecutionException e) {
            unit.delivered = e.getCause();
        } catch (java.util.concurrent.CancellationException e) {
            unit.delivered = e;
        }
    }

    // The company -----------------------------------------------------------------------------------------------------

    private static void interruptSome(List<Running<List<SoakUnit>>> callers, Random random) {
        while (callers.stream().anyMatch(caller -> caller.thread().isAlive())) {
            callers.get(random.nextInt(callers.size())).thread().interrupt();
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** No snapshot holds a part of a unit, or a unit without those before it. */
    private int checkSnapshots(SqliteDatabase db) throws SQLException {
        int snapshots = 0;
        while (!stop.get()) {
            db.read(c -> {
                long counter = c.queryValue("select n from counter", Long.class).orElseThrow();
                assertThat(c.queryValue("select count(*) from entry", Long.class))
                        .contains(3 * counter);
                assertThat(c.queryValue("select coalesce(max(sequence), 0) from entry", Long.class))
                        .contains(counter);
                assertThat(c.queryValue("select count(distinct sequence) from entry", Long.class))
                        .contains(counter);
                assertThat(c.queryValue("select count(*) from heap where a > 0", Long.class))
                        .contains(0L);
                return null;
            });
            snapshots++;
            LockSupport.parkNanos(2_000_000);
        }
        return snapshots;
    }

    /** A JDBC borrower of the write connection comes in between, and now and then leaves a transaction open. */
    private int borrow(SqliteDatabase db) throws SQLException {
        int borrowed = 0;
        while (!stop.get()) {
            try (Connection connection = db.writePool().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.executeUpdate("insert into heap values (-3)");
                if (borrowed % 2 == 0) {
                    connection.commit();
                }
            }
            borrowed++;
            LockSupport.parkNanos(20_000_000);
        }
        return borrowed;
    }

    // The checker -----------------------------------------------------------------------------------------------------

    /** The checker must be able to fail. */
    @Test
    void theCheckerFindsWhatIsWrong() throws Exception {
        try (SqliteDatabase db = Sqlite.open(folder.resolve("checker.db"));
                SoakCanceller canceller = new SoakCanceller()) {
            createTables(db);
            List<SoakUnit> units = new ArrayList<>();
            for (SoakKind kind :
                    List.of(SoakKind.PLAIN, SoakKind.CLAIM, SoakKind.THROW_AFTER, SoakKind.CLAIM, SoakKind.CREATE)) {
                SoakUnit unit = new SoakUnit(units.size() + 1, 0, kind, Task.named("soak"), 1, canceller);
                units.add(unit);
                try {
                    db.<Integer, SQLException>write(unit.task, unit::run);
                    unit.acknowledged = true;
                } catch (SQLException e) {
                    unit.delivered = e;
                }
            }
            assertThat(problems(db, units)).isEmpty();

            SoakUnit plain = units.get(0);
            SoakUnit refused = units.get(2);
            SoakUnit second = units.get(3);
            finds("an acknowledged unit lost", db, units, c -> c.update("delete from entry where unit = 1"));
            finds("half a unit", db, units, c -> c.update("delete from entry where unit = 1 and part = 3"));
            finds("a failed unit's row", db, units, c -> c.update("insert into entry values (3, 1, 3)"));
            finds("nobody's row", db, units, c -> c.update("insert into entry values (99, 1, 3)"));
            finds("a count too many", db, units, c -> c.update("update counter set n = n + 1"));
            finds("a claim lost", db, units, c -> c.update("delete from claim"));
            finds("a table lost", db, units, c -> c.update("drop table made_5"));
            finds("a row of an interrupted write", db, units, c -> c.update("insert into heap values (7)"));
            plain.afterCommits.incrementAndGet();
            assertThat(problems(db, units)).as("afterCommit twice").isNotEmpty();
            plain.afterCommits.decrementAndGet();
            refused.delivered = new SoakUnit.Refused(4);
            assertThat(problems(db, units)).as("a neighbour's failure").isNotEmpty();
            refused.delivered = refused.thrown;
            second.owner = 77;
            assertThat(problems(db, units)).as("a row that never existed").isNotEmpty();
            second.owner = 2;
            plain.seen = 7;
            assertThat(problems(db, units)).as("a wrong order").isNotEmpty();
            plain.seen = 0;
            assertThat(problems(db, units)).isEmpty();
        }
    }

    private static List<String> problems(SqliteDatabase db, List<SoakUnit> units) throws SQLException {
        return SoakHistory.problems(units, SoakHistory.State.of(db));
    }

    private interface Damage {
        void run(dev.sqlane.WriteConnection connection) throws SQLException;
    }

    /** Does damage, asks the checker, and undoes it. */
    private static void finds(String what, SqliteDatabase db, List<SoakUnit> units, Damage damage) throws SQLException {
        try (SqliteDatabase copy = Sqlite.temporary()) {
            copy.maintain(Task.named("copy"), connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("attach '" + db.path() + "' as original");
                    for (String table : List.of("counter", "entry", "claim", "heap", "made_5")) {
                        statement.execute("create table " + table + " as select * from original." + table);
                    }
                }
                return null;
            });
            assertThat(problems(copy, units)).isEmpty();
            copy.run(damage::run);
            assertThat(problems(copy, units)).as(what).isNotEmpty();
        }
    }
}
