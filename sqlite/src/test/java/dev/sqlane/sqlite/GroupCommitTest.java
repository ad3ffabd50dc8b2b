package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Durability;
import dev.sqlane.Events;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import dev.sqlane.sqlite.Threads.Running;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Function;

/**
 * Units that wait when one ends share its transaction, and can't tell. In each test a first unit holds the connection while the others
 * queue behind it in a known order; then it ends.
 */
class GroupCommitTest {
    private final BlockingQueue<String> waits = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> busies = new LinkedBlockingQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    /** Counted down by the SQL function of that name. */
    private final CountDownLatch signal = new CountDownLatch(1);

    private final List<Running<Integer>> units = new ArrayList<>();
    private SqliteDatabase db = open(SqliteConfiguration.builder());

    GroupCommitTest() throws SQLException {}

    /** A group may take as long as the test's machine needs, unless the test says otherwise. */
    private SqliteDatabase open(SqliteConfiguration.Builder settings) throws SQLException {
        SqliteDatabase opened = Sqlite.temporary(settings.maxGroupTime(Duration.ofSeconds(1))
                .events(events())
                .customizer(this::addSignal)
                .build());
        opened.run(c -> c.script("create table item (name text primary key) without rowid"));
        return opened;
    }

    private void addSignal(Connection connection, Role role) throws SQLException {
        Function.create(connection, "signal", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                signal.countDown();
                result(1);
            }
        });
    }

    private Events events() {
        return new Events() {
            @Override
            public void waitStarted(Role role, Task task) {
                waits.add(task.name());
            }

            @Override
            public void busy(Role role, Task task, int resultCode, Duration waited) {
                busies.add(task.name());
            }
        };
    }

    private void reopen(SqliteConfiguration configuration) throws SQLException {
        db.close();
        db = Sqlite.temporary(configuration.toBuilder().events(events()).build());
        db.run(c -> c.script("create table item (name text primary key) without rowid"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private interface Work {
        void run(WriteConnection connection) throws Exception;
    }

    private Running<Integer> unit(String name, Work work) throws Exception {
        return unit(Task.named(name), work);
    }

    /** Starts a unit and waits until it has its place in the queue. */
    private Running<Integer> unit(Task task, Work work) throws Exception {
        Running<Integer> running = started(task, work);
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo(task.name());
        units.add(running);
        return running;
    }

    private Running<Integer> started(Task task, Work work) {
        return Threads.start(
                task.name(),
                () -> db.<Integer, Exception>write(task, c -> {
                    work.run(c);
                    return 1;
                }));
    }

    /** Starts the unit behind which the others queue. */
    private Running<Integer> holder() {
        return holder(Task.named("holder"));
    }

    private Running<Integer> holder(Task task) {
        CountDownLatch holding = new CountDownLatch(1);
        Running<Integer> holder = started(task, c -> {
            insert(c, task.name());
            holding.countDown();
            Threads.await(gate);
        });
        Threads.await(holding);
        units.add(holder);
        return holder;
    }

    private static void insert(WriteConnection c, String name) throws SQLException {
        c.update("insert into item values (?)", name);
    }

    /** Lets the holder end, and returns in how many transactions all units were committed once they have their outcomes. */
    @CanIgnoreReturnValue
    private long transactionsOfAll() throws Exception {
        long before = db.stats().transactions();
        gate.countDown();
        for (Running<Integer> unit : units) {
            try {
                unit.get();
            } catch (Exception e) {
                // The test looks at it by itself.
            }
        }
        return db.stats().transactions() - before;
    }

    private List<String> items() throws SQLException {
        return db.query("select name from item order by name", row -> String.valueOf(row.getString(1)));
    }

    // One transaction ------------------------------------------------------------------------------------------------

    @Test
    void whoWaitsWhenAUnitEndsSharesItsTransaction() throws Exception {
        holder();
        for (int i = 0; i < 5; i++) {
            String name = "unit " + i;
            unit(name, c -> insert(c, name));
        }

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(items()).containsExactly("holder", "unit 0", "unit 1", "unit 2", "unit 3", "unit 4");
        assertThat(db.stats().replayed()).isZero();
    }

    @Test
    void aUnitSeesWhatItsNeighboursBeforeItDid() throws Exception {
        holder();
        unit(
                "next",
                c -> insert(
                        c,
                        "seen "
                                + c.queryValue("select max(name) from item", String.class)
                                        .orElseThrow()));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(items()).containsExactly("holder", "seen holder");
    }

    @Test
    void noOutcomeIsDeliveredBeforeTheCommit() throws Exception {
        Running<Integer> holder = holder();
        AtomicInteger seen = new AtomicInteger();
        unit("next", c -> {
            // The holder's unit has ended, or this one would not run.
            assertThat(holder.thread().isAlive()).isTrue();
            seen.set(Threads.start("reader", () -> items().size()).get());
        });

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(seen).hasValue(0);
        assertThat(holder.get()).isEqualTo(1);
    }

    @Test
    void aUnitThatFailsTakesOnlyItsOwnPartBack() throws Exception {
        holder();
        Running<Integer> failing = unit("failing", c -> {
            insert(c, "failing");
            throw new IllegalStateException("mine");
        });
        unit("next", c -> insert(c, "next"));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThatThrownBy(failing::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThat(items()).containsExactly("holder", "next");
        assertThat(db.stats().rolledBack()).isEqualTo(1);
    }

    @Test
    void aFirstUnitThatFailsHasItsOutcomeAtOnce() throws Exception {
        long before = db.stats().transactions();
        CountDownLatch holding = new CountDownLatch(1);
        Running<Integer> failing = started(Task.named("failing"), c -> {
            insert(c, "failing");
            holding.countDown();
            Threads.await(gate);
            throw new IllegalStateException("mine");
        });
        Threads.await(holding);
        CountDownLatch failed = new CountDownLatch(1);
        Running<Integer> next = unit("next", c -> {
            Threads.await(failed);
            insert(c, "next");
        });
        gate.countDown();

        assertThatThrownBy(failing::get).hasMessage("mine");
        failed.countDown();

        assertThat(next.get()).isEqualTo(1);
        assertThat(db.stats().transactions() - before).isEqualTo(1);
        assertThat(items()).containsExactly("next");
    }

    @Test
    void aRowThatFailedMayBeInsertedByANeighbour() throws Exception {
        holder();
        unit("failing", c -> {
            insert(c, "row");
            throw new IllegalStateException("mine");
        });
        unit("next", c -> insert(c, "row"));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(items()).containsExactly("holder", "row");
    }

    @Test
    void savepointsOfAUnitAreItsOwn() throws Exception {
        holder();
        unit("next", c -> {
            insert(c, "kept");
            assertThatThrownBy(() -> c.savepoint(inner -> {
                        insert(inner, "undone");
                        throw new IllegalStateException("inner");
                    }))
                    .hasMessage("inner");
        });

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(items()).containsExactly("holder", "kept");
    }

    @Test
    void anOpenCursorDoesNotKeepANeighbourFromCommitting() throws Exception {
        holder();
        unit("cursor", c -> {
            var rows = c.stream("insert into item values ('a'), ('b'), ('c') returning name", row -> row.getString(1));
            assertThat(rows.iterator().next()).isEqualTo("a");
        });
        unit("next", c -> insert(c, "next"));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(items()).containsExactly("a", "b", "c", "holder", "next");
    }

    // A group that fails as a whole ----------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trap18OrRollbackKillsNoNeighbour(boolean caught) throws Exception {
        holder();
        unit("before", c -> insert(c, "before"));
        Running<Integer> killer = unit("killer", c -> {
            insert(c, "killer");
            try {
                c.update("insert or rollback into item values ('killer')");
            } catch (SQLException e) {
                if (!caught) {
                    throw e;
                }
            }
        });
        unit("after", c -> insert(c, "after"));

        assertThat(transactionsOfAll()).isEqualTo(3);

        assertThatThrownBy(killer::get).isInstanceOf(SQLException.class);
        assertThat(items()).containsExactly("after", "before", "holder");
        // The one after it had not run yet.
        assertThat(db.stats().replayed()).isEqualTo(3);
    }

    @Test
    void trap18AnInterruptedWriteKillsNoNeighbour() throws Exception {
        holder();
        unit("before", c -> insert(c, "before"));
        AtomicReference<Statement> running = new AtomicReference<>();
        AtomicInteger runs = new AtomicInteger();
        Running<Integer> interrupted = unit("interrupted", c -> {
            if (runs.incrementAndGet() > 1) {
                insert(c, "interrupted, second run");
                return;
            }
            try (Statement statement = c.jdbc().createStatement()) {
                running.set(statement);
                statement.executeUpdate("insert into item with recursive n(i) as (select 1 union all select i + 1"
                        + " from n) select 'n' || i || signal() from n");
            }
        });
        unit("after", c -> insert(c, "after"));
        gate.countDown();
        // Not before it writes: cancelled earlier it would fail alone.
        Threads.await(signal);
        while (interrupted.thread().isAlive() && runs.get() == 1) {
            running.get().cancel();
            Thread.onSpinWait();
        }

        transactionsOfAll();

        assertThat(interrupted.get()).isEqualTo(1);
        assertThat(items()).containsExactly("after", "before", "holder", "interrupted, second run");
    }

    /** A listener that counts who is inside comes to nobody in the end. */
    @Test
    void aUnitThatRunsAgainIsToldOfOnce() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        db.addListener(new Events() {
            @Override
            public void unitStarted(Role role, Task task, Duration waited) {
                told.add("started " + task.name());
            }

            @Override
            public void unitEnded(Role role, Task task, Duration held, @Nullable Throwable failure) {
                told.add("ended " + task.name());
            }
        });
        holder();
        unit("killer", c -> c.update("insert or rollback into item values ('holder')"));

        transactionsOfAll();

        assertThat(db.stats().replayed()).isEqualTo(2);
        assertThat(told).containsExactlyInAnyOrder("started holder", "started killer", "ended holder", "ended killer");
    }

    @Test
    void trap18aAFailureThatANeighboursRowCausedIsNotDelivered() throws Exception {
        holder();
        AtomicInteger runs = new AtomicInteger();
        unit("giver", c -> {
            if (runs.incrementAndGet() == 1) {
                insert(c, "row");
            }
        });
        Running<Integer> failsOnTheRow = unit("fails on the row", c -> insert(c, "row"));
        Running<Integer> killer = unit("killer", c -> c.update("insert or rollback into item values ('holder')"));

        assertThat(transactionsOfAll()).isEqualTo(3);

        assertThat(failsOnTheRow.get()).isEqualTo(1);
        assertThatThrownBy(killer::get).isInstanceOf(SQLException.class);
        assertThat(items()).containsExactly("holder", "row");
    }

    @Test
    void trap18ACommitInsideAUnitIsRefused() throws Exception {
        holder();
        Running<Integer> committing = unit("committing", c -> c.script("insert into item values ('x'); commit"));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThatThrownBy(committing::get).isInstanceOf(MisuseException.class);
        assertThat(items()).containsExactly("holder");
    }

    @Test
    void trap18aPragmasThatReachTheNeighbourAreRefused() throws Exception {
        holder();
        Running<Integer> deferring = unit("deferring", c -> c.script("pragma defer_foreign_keys=1"));
        Running<Integer> ignoring = unit("ignoring", c -> c.script("pragma ignore_check_constraints=1"));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThatThrownBy(deferring::get).isInstanceOf(MisuseException.class);
        assertThatThrownBy(ignoring::get).isInstanceOf(MisuseException.class);
    }

    @Test
    void trap18WithDeferredConstraintsInTheSchemaEachCommitsByItself() throws Exception {
        db.run(c -> c.script("""
                create table parent (id integer primary key);
                create table child (id integer primary key,
                  parent integer references parent deferrable initially deferred);
                """));
        holder();
        Running<Integer> orphan = unit("orphan", c -> c.update("insert into child values (1, 7)"));
        unit("parent", c -> c.update("insert into parent values (7)"));

        assertThat(transactionsOfAll()).isEqualTo(2);

        assertThatThrownBy(orphan::get).isInstanceOf(SQLException.class).hasMessageContaining("FOREIGN KEY");
        assertThat(db.queryValue("select count(*) from child", Long.class)).contains(0L);
    }

    @Test
    void aUnitThatMakesAConstraintDeferredIsNotJoined() throws Exception {
        holder();
        unit(
                "schema",
                c -> c.script("create table node (id integer primary key,"
                        + " parent integer references node deferrable initially deferred)"));
        Running<Integer> orphan = unit("orphan", c -> c.update("insert into node values (1, 7)"));
        unit("parent", c -> c.update("insert into node values (7, null)"));

        assertThat(transactionsOfAll()).isEqualTo(2);

        assertThatThrownBy(orphan::get).isInstanceOf(SQLException.class).hasMessageContaining("FOREIGN KEY");
    }

    @Test
    void afterCommitActionsRunOnceThoughTheUnitRanTwice() throws Exception {
        holder();
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger actions = new AtomicInteger();
        unit("acting", c -> {
            runs.incrementAndGet();
            c.afterCommit(actions::incrementAndGet);
        });
        unit("killer", c -> c.update("insert or rollback into item values ('holder')"));

        assertThat(transactionsOfAll()).isEqualTo(2);

        assertThat(runs).hasValue(2);
        assertThat(actions).hasValue(1);
    }

    @Test
    void temporaryObjectsDoNotReachTheNextUnit() throws Exception {
        holder();
        unit("temporary", c -> c.script("create temp table scratch (a); insert into item values ('temporary')"));
        Running<Integer> next = unit("next", c -> c.update("insert into scratch values (1)"));

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThatThrownBy(next::get).isInstanceOf(SQLException.class).hasMessageContaining("scratch");
        assertThat(items()).containsExactly("holder", "temporary");
    }

    // Who shares -----------------------------------------------------------------------------------------------------

    @Test
    void aTaskThatWantsToBeAloneIs() throws Exception {
        holder();
        unit(Task.named("alone").withAlone(), c -> insert(c, "alone"));
        unit(Task.named("once").withoutReplay(), c -> insert(c, "once"));
        unit("a", c -> insert(c, "a"));
        unit("b", c -> insert(c, "b"));

        assertThat(transactionsOfAll()).isEqualTo(4);
    }

    @Test
    void groupsCanBeSwitchedOff() throws Exception {
        reopen(SqliteConfiguration.builder().groupCommit(GroupCommit.OFF).build());
        holder();
        unit("a", c -> insert(c, "a"));
        unit("b", c -> insert(c, "b"));

        assertThat(transactionsOfAll()).isEqualTo(3);
    }

    @Test
    void aGroupIsBoundedByCount() throws Exception {
        reopen(SqliteConfiguration.builder()
                .maxGroupTime(Duration.ofSeconds(1))
                .maxGroupSize(3)
                .build());
        holder();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            unit(name, c -> insert(c, name));
        }

        assertThat(transactionsOfAll()).isEqualTo(2);
    }

    @Test
    void aGroupIsBoundedByTime() throws Exception {
        reopen(SqliteConfiguration.builder().maxGroupTime(Duration.ZERO).build());
        holder();
        unit("a", c -> insert(c, "a"));

        assertThat(transactionsOfAll()).isEqualTo(2);
    }

    @Test
    void aTaskThatHasLatelyTakenTooLongGetsATransactionToItself() throws Exception {
        reopen(SqliteConfiguration.builder()
                .maxGroupTime(Duration.ofMillis(500))
                .build());
        Task slow = Task.named("slow");
        db.run(slow, c -> {
            // Longer than the bound, by the clock that the engine reads.
            long end = System.nanoTime() + 600_000_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
        holder();
        unit(slow, c -> insert(c, "slow"));
        unit("a", c -> insert(c, "a"));

        assertThat(transactionsOfAll()).isEqualTo(3);
    }

    // Durability -----------------------------------------------------------------------------------------------------

    private static int level(WriteConnection c) throws SQLException {
        return c.queryValue("pragma synchronous", Integer.class).orElseThrow();
    }

    @Test
    void aUnitThatWantsMoreDurabilityBeginsTheNextGroup() throws Exception {
        holder();
        AtomicInteger normal = new AtomicInteger();
        AtomicInteger full = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        unit("normal", c -> normal.set(level(c)));
        unit(Task.named("full").withDurability(Durability.FULL), c -> full.set(level(c)));
        unit("after", c -> after.set(level(c)));

        assertThat(transactionsOfAll()).isEqualTo(2);

        assertThat(normal).hasValue(1);
        assertThat(full).hasValue(2);
        assertThat(after).as("in the group of the one before it").hasValue(2);
        assertThat(db.<Integer, SQLException>write(GroupCommitTest::level)).isEqualTo(1);
    }

    @Test
    void aGroupBeginsWithTheDurabilityThatThoseWhoWaitWant() throws Exception {
        holder(Task.named("holder").withAlone());
        AtomicInteger first = new AtomicInteger();
        unit("first", c -> first.set(level(c)));
        unit(Task.named("full").withDurability(Durability.FULL), c -> insert(c, "full"));

        assertThat(transactionsOfAll()).isEqualTo(2);

        assertThat(first).hasValue(2);
    }

    @Test
    void aUnitThatWantsLessJoins() throws Exception {
        reopen(SqliteConfiguration.builder()
                .synchronous(Synchronous.FULL)
                .maxGroupTime(Duration.ofSeconds(1))
                .build());
        holder();
        unit(Task.named("normal").withDurability(Durability.NORMAL), c -> insert(c, "normal"));

        assertThat(transactionsOfAll()).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsBorrowedIsAsDurableAsTheDatabase() throws Exception {
        reopen(SqliteConfiguration.builder().synchronous(Synchronous.FULL).build());
        Task normal = Task.named("normal").withDurability(Durability.NORMAL);
        assertThat(db.<Integer, SQLException>write(normal, GroupCommitTest::level))
                .isEqualTo(1);

        try (java.sql.Connection connection = db.writePool().getConnection();
                Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery("pragma synchronous")) {
            assertThat(row.getInt(1)).isEqualTo(2);
        }
    }

    // Waiting for the outcome ----------------------------------------------------------------------------------------

    @Test
    void anInterruptAfterTheUnitHasRunComesTooLate() throws Exception {
        AtomicInteger flag = new AtomicInteger();
        CountDownLatch holding = new CountDownLatch(1);
        Running<Integer> holder = Threads.start("holder", () -> {
            db.run(c -> {
                insert(c, "holder");
                holding.countDown();
                Threads.await(gate);
            });
            flag.set(Thread.interrupted() ? 1 : 2);
            return 1;
        });
        Threads.await(holding);
        units.add(holder);
        unit("next", c -> holder.thread().interrupt());

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(flag).as("the flag is restored").hasValue(1);
        assertThat(items()).containsExactly("holder");
    }

    @Test
    void anInterruptAfterTheUnitHasRunDoesNotEndTheWaitOfItsReplay() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch holding = new CountDownLatch(1);
        Running<Integer> holder = started(Task.named("holder"), c -> {
            insert(c, "holder");
            if (runs.incrementAndGet() == 1) {
                holding.countDown();
                Threads.await(gate);
            }
        });
        Threads.await(holding);
        units.add(holder);
        try (java.sql.Connection foreign = java.sql.DriverManager.getConnection("jdbc:sqlite:" + db.path());
                Statement statement = foreign.createStatement()) {
            unit("killer", c -> {
                holder.thread().interrupt();
                try {
                    c.update("insert or rollback into item values ('holder')");
                } catch (SQLException e) {
                    // SQLite has rolled back, so another process may take the lock before the replay does.
                    if (runs.get() == 1) {
                        statement.execute("begin immediate");
                    }
                    throw e;
                }
            });
            gate.countDown();
            assertThat(busies.poll(60, TimeUnit.SECONDS)).isEqualTo("holder");
            statement.execute("rollback");
        }

        transactionsOfAll();

        assertThat(holder.get()).isEqualTo(1);
        assertThat(runs).hasValue(2);
        assertThat(items()).containsExactly("holder");
    }

    @Test
    void aCloseThatTakesTheConnectionAwayTellsThoseWhoRanBefore() throws Exception {
        reopen(SqliteConfiguration.builder()
                .closeTimeout(Duration.ZERO)
                .maxGroupTime(Duration.ofSeconds(1))
                .build());
        Running<Integer> holder = holder();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Running<Integer> never = unit("never ends", c -> {
            insert(c, "never");
            stuck.countDown();
            Threads.await(release);
        });
        gate.countDown();
        Threads.await(stuck);
        SqliteDatabase closing = db;

        closing.close();

        assertThatThrownBy(holder::get).isInstanceOf(ClosedException.class);
        release.countDown();
        assertThatThrownBy(never::get).isInstanceOf(SqlaneException.class);
        db = open(SqliteConfiguration.builder());
    }

    @Test
    void aCloseWhileAGroupRunsAgainTellsThoseWhoseTurnHasNotCome() throws Exception {
        reopen(SqliteConfiguration.builder()
                .closeTimeout(Duration.ZERO)
                .maxGroupTime(Duration.ofSeconds(1))
                .build());
        holder();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Running<Integer> never = unit("never ends", c -> {
            insert(c, "never");
            if (runs.incrementAndGet() == 2) {
                stuck.countDown();
                Threads.await(release);
            }
        });
        Running<Integer> killer = unit("killer", c -> c.update("insert or rollback into item values ('holder')"));
        gate.countDown();
        Threads.await(stuck);

        db.close();

        assertThatThrownBy(killer::get).isInstanceOf(ClosedException.class);
        release.countDown();
        assertThatThrownBy(never::get).isInstanceOf(SqlaneException.class);
        db = open(SqliteConfiguration.builder());
    }

    // Asynchronous units ---------------------------------------------------------------------------------------------

    @Test
    void asynchronousUnitsShareATransaction() throws Exception {
        holder();
        List<CompletableFuture<String>> futures = new ArrayList<>();
        List<String> order = new CopyOnWriteArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            futures.add(db.writeAsync(Task.named(name), c -> {
                        insert(c, name);
                        order.add(name);
                        if (name.equals("b")) {
                            throw new IllegalStateException("mine");
                        }
                        return name;
                    })
                    .toCompletableFuture());
        }
        // The writer thread stands in the queue for the first of them.
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo("a");
        long before = db.stats().transactions();
        gate.countDown();

        assertThat(futures.get(3).get(60, TimeUnit.SECONDS)).isEqualTo("d");

        assertThat(db.stats().transactions() - before).isEqualTo(1);
        assertThat(order).containsExactly("a", "b", "c", "d");
        assertThat(futures.get(0).get()).isEqualTo("a");
        assertThatThrownBy(() -> futures.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("mine");
        assertThat(items()).containsExactly("a", "c", "d", "holder");
    }

    @Test
    void asynchronousUnitsRunAgainInOrder() throws Exception {
        holder();
        List<String> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            futures.add(db.writeAsync(Task.named(name), c -> {
                        order.add(name);
                        insert(c, name);
                        return name.equals("c") ? (int) c.update("insert or rollback into item values ('a')") : 1;
                    })
                    .toCompletableFuture());
        }
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo("a");
        Running<Integer> behind = unit("behind", c -> {
            order.add("z");
            insert(c, "behind");
        });

        assertThat(transactionsOfAll()).isEqualTo(4);

        assertThat(futures.get(0).get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(futures.get(1).get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThatThrownBy(() -> futures.get(2).get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(behind.get()).isEqualTo(1);
        assertThat(order).containsExactly("a", "b", "c", "a", "b", "c", "z");
        assertThat(items()).containsExactly("a", "b", "behind", "holder");
    }

    @Test
    void aCancelledUnitOfAGroupDoesNotRun() throws Exception {
        holder();
        CompletableFuture<Integer> first =
                db.<Integer>writeAsync(Task.named("first"), c -> 1).toCompletableFuture();
        CompletableFuture<Integer> cancelled = db.<Integer>writeAsync(Task.named("cancelled"), c -> {
                    insert(c, "cancelled");
                    return 1;
                })
                .toCompletableFuture();
        CompletableFuture<Integer> last =
                db.<Integer>writeAsync(Task.named("last"), c -> 1).toCompletableFuture();
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(cancelled.cancel(false)).isTrue();
        gate.countDown();

        assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(first).isDone();
        assertThat(items()).containsExactly("holder");
    }

    @Test
    void theCallersContextIsAboutAnAsynchronousUnitInEachOfItsRuns() throws Exception {
        ConcurrentHashMap<Thread, String> contexts = new ConcurrentHashMap<>();
        reopen(SqliteConfiguration.builder()
                .maxGroupTime(Duration.ofSeconds(1))
                .asyncContext(work -> {
                    String carried = contexts.getOrDefault(Thread.currentThread(), "none");
                    return () -> {
                        contexts.put(Thread.currentThread(), carried);
                        try {
                            work.run();
                        } finally {
                            contexts.remove(Thread.currentThread());
                        }
                    };
                })
                .build());
        holder();
        contexts.put(Thread.currentThread(), "the caller's");
        List<String> seen = new CopyOnWriteArrayList<>();
        CompletableFuture<String> unit = db.<String>writeAsync(Task.named("a"), c -> {
                    seen.add(String.valueOf(contexts.get(Thread.currentThread())));
                    return "done";
                })
                .toCompletableFuture();
        CompletableFuture<String> failing = db.<String>writeAsync(Task.named("b"), c -> {
                    c.update("insert or rollback into item values ('holder')");
                    return "not done";
                })
                .toCompletableFuture();
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo("a");
        gate.countDown();

        assertThat(unit.get(60, TimeUnit.SECONDS)).isEqualTo("done");
        assertThatThrownBy(() -> failing.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
        assertThat(seen).containsExactly("the caller's", "the caller's");
        assertThat(contexts).containsOnlyKeys(Thread.currentThread());
    }

    @Test
    void aContextThatDoesNotRunTheWorkFailsTheUnit() throws Exception {
        reopen(SqliteConfiguration.builder().asyncContext(work -> () -> {}).build());
        CompletableFuture<Integer> unit =
                db.<Integer>writeAsync(Task.named("a"), c -> 1).toCompletableFuture();

        assertThatThrownBy(() -> unit.get(60, TimeUnit.SECONDS)).hasMessageContaining("did not run it");
    }

    @Test
    void anAsynchronousUnitThatIsPastItsDeadlineDoesNotRun() throws Exception {
        holder();
        CompletableFuture<Integer> first =
                db.<Integer>writeAsync(Task.named("first").withAlone(), c -> 1).toCompletableFuture();
        CompletableFuture<Integer> late = db.<Integer>writeAsync(
                        Task.named("late").withTimeout(Duration.ofNanos(1)), c -> {
                            insert(c, "late");
                            return 1;
                        })
                .toCompletableFuture();
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo("first");
        gate.countDown();

        assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(DeadlineException.class);
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(items()).containsExactly("holder");
    }

    @Test
    void closingOnTheWriterThreadIsRefused() throws Exception {
        CompletableFuture<Void> closing = db.<Integer>writeAsync(Task.named("a"), c -> {
                    // Long enough that the stage is chained before the unit ends.
                    Threads.await(gate);
                    return 1;
                })
                .thenAccept(one -> {
                    try {
                        db.close();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                })
                .toCompletableFuture();
        gate.countDown();

        assertThatThrownBy(() -> closing.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(MisuseException.class);
    }

    @Test
    void aContextThatRunsTheWorkOnAnotherThreadFailsTheUnit() throws Exception {
        reopen(SqliteConfiguration.builder()
                .asyncContext(work -> () -> {
                    try {
                        Threads.start("elsewhere", () -> {
                                    work.run();
                                    return 1;
                                })
                                .get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .build());
        CompletableFuture<Integer> unit = db.<Integer>writeAsync(Task.named("a"), c -> {
                    insert(c, "a");
                    return 1;
                })
                .toCompletableFuture();

        assertThatThrownBy(() -> unit.get(60, TimeUnit.SECONDS))
                .hasRootCauseMessage("asyncContext ran the work of an asynchronous unit on another thread");
        assertThat(items()).isEmpty();
    }
}
