package dev.sqlane.sqlite;

import dev.sqlane.Durability;
import dev.sqlane.GroupCollapsedException;
import dev.sqlane.MisuseException;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One unit of {@link GroupSoakTest}: what it does, by its kind; what it saw and came to in its last run; what its caller was told.
 * {@link SoakHistory} judges it.
 *
 * <p>Each unit reads the counter and the owner of one key, so that its place in the order of commits is known and what it saw can be checked. One
 * that means to be committed raises the counter and leaves three rows.
 *
 * <p>Its fields are written by the thread that runs it and, after its outcome, by its caller; they are read when all threads have ended.
 */
final class SoakUnit {
    /** What a unit's last run must lead to. */
    enum Expected {
        COMMIT,
        /** The caller gets the very exception that the last run threw. */
        OWN_FAILURE,
        /** SQLite rolled it back, and it returned as if it had not. */
        COLLAPSE,
        /** Its own COMMIT finds a violation. */
        FAILURE_AT_COMMIT
    }

    static final class Refused extends SQLException {
        private static final long serialVersionUID = 1L;

        Refused(int unit) {
            super("refused by unit " + unit, "SOAK1");
        }
    }

    static final class Broken extends Error {
        private static final long serialVersionUID = 1L;
    }

    final int id;
    final int caller;
    final SoakKind kind;
    final Task task;
    final int key;
    final AtomicInteger afterCommits = new AtomicInteger();
    private final SoakCanceller canceller;

    int runs;
    /** The counter before the unit; negative if it did not get so far. */
    long seen;
    /** The number that it gave itself; 0 for none. */
    long sequence;
    /** Who had the key before; 0 for nobody. */
    int owner;
    /** The table that it dropped. */
    @Nullable
    String dropped;

    Expected expected = Expected.COMMIT;

    @Nullable
    Throwable thrown;

    boolean acknowledged;
    /** The failure that its caller got. */
    @Nullable
    Throwable delivered;

    /** What was wrong at once. */
    @Nullable
    String complaint;

    SoakUnit(int id, int caller, SoakKind kind, Task task, int key, SoakCanceller canceller) {
        this.id = id;
        this.caller = caller;
        this.kind = kind;
        this.task = task;
        this.key = key;
        this.canceller = canceller;
    }

    void complain(String what) {
        complaint = complaint == null ? what : complaint + "; " + what;
    }

    /** The work. It may run several times; the last run counts. */
    int run(WriteConnection c) throws SQLException {
        runs++;
        seen = -1;
        sequence = 0;
        owner = 0;
        dropped = null;
        expected = Expected.COMMIT;
        thrown = null;
        try {
            if (task.durability() == Durability.FULL
                    && c.queryValue("pragma synchronous", Integer.class).orElseThrow() < 2) {
                complain("asked for more durability than it got");
            }
            seen = counter(c);
            owner = c.queryValue("select unit from claim where key = ?", Integer.class, key)
                    .orElse(0);
            act(c);
            return id;
        } catch (Throwable e) {
            thrown = e;
            throw e;
        }
    }

    private static long counter(WriteConnection c) throws SQLException {
        return c.queryValue("select n from counter", Long.class).orElseThrow();
    }

    private void begin(WriteConnection c) throws SQLException {
        c.update("update counter set n = n + 1");
        sequence = counter(c);
        if (sequence != seen + 1) {
            complain("counted from " + seen + " to " + sequence);
        }
        part(c, 1);
        c.afterCommit(afterCommits::incrementAndGet);
    }

    private void end(WriteConnection c) throws SQLException {
        part(c, 2);
        part(c, 3);
    }

    private void part(WriteConnection c, int part) throws SQLException {
        c.update("insert into entry values (?, ?, ?)", id, part, sequence);
    }

    private void act(WriteConnection c) throws SQLException {
        switch (kind) {
            case THROW_BEFORE -> refuse();
            case THROW_AFTER -> {
                begin(c);
                end(c);
                refuse();
            }
            case ERROR_AFTER -> {
                begin(c);
                expected = Expected.OWN_FAILURE;
                throw new Broken();
            }
            case CREATE_THEN_THROW -> {
                begin(c);
                c.update("create table made_" + id + " (a)");
                c.update("insert into made_" + id + " values (1)");
                refuse();
            }
            default -> {
                begin(c);
                middle(c);
                end(c);
                last(c);
            }
        }
    }

    private void refuse() throws Refused {
        expected = Expected.OWN_FAILURE;
        throw new Refused(id);
    }

    private void middle(WriteConnection c) throws SQLException {
        switch (kind) {
            case OWN_DUPLICATE -> {
                expected = Expected.OWN_FAILURE;
                part(c, 1);
            }
            case OWN_DUPLICATE_CAUGHT -> expectConstraint(() -> part(c, 1));
            case CLAIM -> {
                expected = owner == 0 ? Expected.COMMIT : Expected.OWN_FAILURE;
                claim(c, "insert");
            }
            case CLAIM_CAUGHT -> {
                if (owner == 0) {
                    claim(c, "insert");
                } else {
                    expectConstraint(() -> claim(c, "insert"));
                }
            }
            case CLAIM_OR_ROLLBACK -> {
                expected = owner == 0 ? Expected.COMMIT : Expected.OWN_FAILURE;
                claim(c, "insert or rollback");
            }
            case CLAIM_REPLACE -> claim(c, "insert or replace");
            case RELEASE -> c.update("delete from claim where key = ?", key);
            case CLAIM_FIRST_TIME_ONLY -> {
                if (runs == 1) {
                    claim(c, "insert or replace");
                }
            }
            case THROW_FIRST_TIME_ONLY -> {
                if (runs == 1) {
                    refuse();
                }
            }
            case THROW_LATER -> {
                if (runs > 1) {
                    refuse();
                }
            }
            case OR_ROLLBACK -> {
                expected = Expected.OWN_FAILURE;
                rollBack(c);
            }
            case OR_ROLLBACK_GONE_ON -> {
                expectConstraint(() -> rollBack(c));
                // The further statements are refused.
                expected = Expected.OWN_FAILURE;
            }
            case TRIGGER_ROLLBACK -> {
                expected = Expected.OWN_FAILURE;
                c.update("insert into bomb values (1)");
            }
            case SAVEPOINT_UNDONE -> undoSavepoint(c);
            case SAVEPOINT_COLLAPSED -> {
                expectConstraint(() -> c.<Integer, SQLException>savepoint(inner -> {
                    rollBack(inner);
                    return 1;
                }));
                expected = Expected.OWN_FAILURE;
            }
            case CANCELLED_WRITE -> cancelWrite(c);
            case CANCELLED_ONCE -> {
                if (runs == 1) {
                    cancelWrite(c);
                }
            }
            case CANCELLED_READ_CAUGHT -> cancelRead(c);
            case QUERY_TIMEOUT -> {
                if (runs == 1) {
                    timeOut(c);
                }
            }
            default -> schemaAndSession(c);
        }
    }

    private void schemaAndSession(WriteConnection c) throws SQLException {
        switch (kind) {
            case CREATE -> {
                c.update("create table made_" + id + " (a)");
                c.update("insert into made_" + id + " values (1)");
            }
            case DROP -> {
                // Those with deferred constraints first, since nothing is grouped while there is one.
                dropped = c.queryValue(
                                "select name from sqlite_schema where name like 'made%'"
                                        + " order by instr(sql, 'deferred') desc, name limit 1",
                                String.class)
                        .orElse(null);
                if (dropped != null) {
                    c.update("drop table " + dropped);
                }
            }
            case DEFERRED_TABLE -> createDeferred(c);
            case DEFERRED_VIOLATION -> {
                createDeferred(c);
                c.update("insert into made_" + id + " values (1, 7)");
                expected = Expected.FAILURE_AT_COMMIT;
            }
            case CURSORS -> leaveCursors(c);
            case COMMIT_INSIDE -> {
                expected = Expected.OWN_FAILURE;
                c.script("update counter set n = n + 100; commit");
            }
            case TEMPORARY -> c.script("create temp table scratch (a); insert into scratch values (1)");
            default -> {}
        }
    }

    private void last(WriteConnection c) throws SQLException {
        if (kind == SoakKind.OR_ROLLBACK_RETURNED) {
            expectConstraint(() -> rollBack(c));
            expected = Expected.COLLAPSE;
        } else if (kind == SoakKind.AFTER_COMMIT_THROWS) {
            c.afterCommit(() -> {
                throw new IllegalStateException("thrown after the commit, as the test wants");
            });
        }
    }

    private void claim(WriteConnection c, String verb) throws SQLException {
        c.update(verb + " into claim values (?, ?)", key, id);
    }

    private void rollBack(WriteConnection c) throws SQLException {
        c.update("insert or rollback into entry values (?, 1, 0)", id);
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void expectConstraint(Step step) throws SQLException {
        try {
            step.run();
            complain("no constraint was violated");
        } catch (SQLException e) {
            if (!"23505".equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private void undoSavepoint(WriteConnection c) throws SQLException {
        try {
            c.<Integer, SQLException>savepoint(inner -> {
                inner.update("update counter set n = n + 1000");
                inner.update("insert into entry values (?, 9, 0)", id);
                inner.afterCommit(() -> complain("an action of an undone savepoint ran"));
                throw new Refused(id);
            });
        } catch (Refused e) {
            // Undone; the unit goes on.
        }
    }

    private static final String ENDLESS = "with recursive n (i) as (select 1 union all select i + 1 from n) ";

    private void cancelWrite(WriteConnection c) throws SQLException {
        Expected before = expected;
        expected = Expected.OWN_FAILURE;
        try (Connection jdbc = c.jdbc();
                Statement statement = jdbc.createStatement()) {
            canceller.aim(statement);
            statement.executeUpdate("insert into heap " + ENDLESS + "select i from n");
            expected = before;
            complain("an endless write ended");
        } finally {
            canceller.stop();
        }
    }

    private void timeOut(WriteConnection c) throws SQLException {
        expected = Expected.OWN_FAILURE;
        try (Connection jdbc = c.jdbc();
                Statement statement = jdbc.createStatement()) {
            statement.setQueryTimeout(1);
            // Few rows and much to do for each, so that the log does not grow.
            statement.executeUpdate("insert into heap " + ENDLESS + "select i from n where i % 1000000000 = 0");
            complain("an endless write ended");
        }
    }

    private void cancelRead(WriteConnection c) throws SQLException {
        try (Connection jdbc = c.jdbc();
                Statement statement = jdbc.createStatement()) {
            canceller.aim(statement);
            statement.executeQuery(ENDLESS + "select count(*) from n").close();
            complain("an endless read ended");
        } catch (SQLException e) {
            if (!"57014".equals(e.getSQLState())) {
                throw e;
            }
        } finally {
            canceller.stop();
        }
    }

    private void createDeferred(WriteConnection c) throws SQLException {
        String name = "made_" + id;
        c.update("create table " + name + " (a integer primary key, b references " + name
                + " deferrable initially deferred)");
    }

    private void leaveCursors(WriteConnection c) throws SQLException {
        var inserted = c.stream("insert into heap values (-1), (-2) returning a", row -> row.getInt(1));
        if (inserted.iterator().next() != -1) {
            complain("a wrong row was returned");
        }
        var rows = c.stream("select unit from entry order by rowid", row -> row.getInt(1));
        if (!rows.iterator().hasNext()) {
            complain("no row was found");
        }
    }

    // The judgement of one unit ---------------------------------------------------------------------------------------

    /** Tells what is wrong with what the caller was told, by what the last run came to; null if it is right. */
    @Nullable
    String wrongOutcome() {
        boolean own = delivered == thrown && thrown != null;
        boolean right = switch (expected) {
            case COMMIT -> acknowledged && thrown == null;
            case OWN_FAILURE -> !acknowledged && own && isOfItsKind();
            case COLLAPSE -> !acknowledged && thrown == null && delivered instanceof GroupCollapsedException;
            case FAILURE_AT_COMMIT ->
                !acknowledged
                        && thrown == null
                        && delivered instanceof SQLException e
                        && "23503".equals(e.getSQLState());
        };
        return right ? null : "expected " + expected + ", threw " + thrown;
    }

    private boolean isOfItsKind() {
        return switch (kind) {
            case THROW_BEFORE, THROW_AFTER, THROW_FIRST_TIME_ONLY, THROW_LATER, CREATE_THEN_THROW ->
                thrown instanceof Refused;
            case ERROR_AFTER -> thrown instanceof Broken;
            case OWN_DUPLICATE, CLAIM, CLAIM_OR_ROLLBACK, OR_ROLLBACK -> isState("23505");
            case TRIGGER_ROLLBACK -> isState("23000");
            case CANCELLED_WRITE, CANCELLED_ONCE, QUERY_TIMEOUT -> isState("57014");
            case OR_ROLLBACK_GONE_ON, SAVEPOINT_COLLAPSED -> thrown instanceof GroupCollapsedException;
            case COMMIT_INSIDE -> thrown instanceof MisuseException;
            default -> false;
        };
    }

    private boolean isState(String state) {
        return thrown instanceof SQLException e && state.equals(e.getSQLState());
    }

    @Override
    public String toString() {
        return "unit " + id + " of caller " + caller + ", " + kind + " " + task + ", runs " + runs + ", saw " + seen
                + ", sequence " + sequence + ", key " + key + " of " + owner + ", "
                + (acknowledged ? "acknowledged" : "failed with " + delivered);
    }
}
