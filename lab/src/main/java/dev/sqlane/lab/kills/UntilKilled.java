package dev.sqlane.lab.kills;

import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Session.Commits;
import dev.sqlane.lab.strategy.Strategy;
import dev.sqlane.lab.writes.WriteUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * What a process does until it is killed: each thread runs one unit after another, and notes each one that was acknowledged. Some units
 * are tried first in a form that fails, alone or with the whole group, and must leave nothing.
 */
public final class UntilKilled {
    /** An INSERT, an UPDATE and an INSERT: whatever is missing shows. */
    static final WriteUnit UNIT = new WriteUnit(3);

    /** Of a thousand units, so many are refused at their end, and so few take their group down that most groups stay whole. */
    private static final int REFUSED = 50;

    private static final int COLLAPSING = 2;

    private static final int WARM_UP_UNITS = 200;

    /** The row is there, so that SQLite rolls the transaction back, with all units that share it. */
    private static final String COLLAPSE = "insert or rollback into counter (thread, changes, total) values (?, 0, 0)";

    private final Session session;
    private final Told told;
    private final int firstThread;
    private final CompletableFuture<Failure> failed = new CompletableFuture<>();

    private UntilKilled(Session session, Told told, int firstThread) {
        this.session = session;
        this.told = told;
        this.firstThread = firstThread;
    }

    /** What the application itself throws. */
    private static final class Refused extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Opens the file and writes.
     *
     * @param threads how many threads write
     * @param firstThread the number of the first of them in the tables, where those of earlier processes have theirs
     * @return what failed, if anything does
     */
    public static Failure run(Strategy strategy, Path file, Path told, int threads, int firstThread)
            throws IOException, SQLException {
        UntilKilled writers = new UntilKilled(strategy.open(file), Told.map(told, threads), firstThread);
        for (int thread = 0; thread < threads; thread++) {
            int own = thread;
            Thread writer = new Thread(() -> writers.write(own), "writer-" + thread);
            writer.setDaemon(true);
            writer.start();
        }
        return writers.failed.join();
    }

    /** Writes a little into a new file, alone: what it takes is loaded then. */
    public static void warmUp(Strategy strategy, Path file) throws SQLException {
        try (PlainFile plain = PlainFile.create(file, List.of())) {
            WriteUnit.addTablesTo(plain, 1);
        }
        try (Session session = strategy.open(file)) {
            for (int unit = 1; unit <= WARM_UP_UNITS; unit++) {
                int number = unit;
                session.transaction("unit", statements -> UNIT.run(statements, 0, number));
            }
        }
    }

    private void write(int thread) {
        SplittableRandom random = new SplittableRandom(firstThread + thread);
        int inTables = firstThread + thread;
        try {
            for (int unit = 1; !failed.isDone(); unit++) {
                int number = unit;
                int chance = random.nextInt(1_000);
                if (chance < REFUSED + COLLAPSING) {
                    fail(inTables, number, chance < COLLAPSING);
                }
                session.transaction("unit", statements -> UNIT.run(statements, inTables, number));
                told.note(thread, number);
                if (thread == 0) {
                    Optional<Commits> commits = session.commits();
                    commits.ifPresent(seen -> told.noteCommits(seen.units(), seen.transactions()));
                }
            }
        } catch (SQLException | RuntimeException failure) {
            failed.complete(Failure.of(failure));
        }
    }

    private void fail(int inTables, int number, boolean collapsing) throws SQLException {
        try {
            session.transaction("unit that fails", statements -> {
                UNIT.run(statements, inTables, number);
                if (collapsing) {
                    statements.update(COLLAPSE, inTables);
                }
                throw new Refused();
            });
        } catch (Refused expected) {
            if (collapsing) {
                throw new IllegalStateException("a statement succeeded that violates a primary key", expected);
            }
        } catch (SQLException failure) {
            boolean violation =
                    failure.getSQLState() != null && failure.getSQLState().startsWith("23");
            if (!collapsing || !violation) {
                throw failure;
            }
        }
    }
}
