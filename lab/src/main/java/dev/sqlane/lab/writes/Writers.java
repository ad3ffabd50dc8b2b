package dev.sqlane.lab.writes;

import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.scenario.UntilDone;
import dev.sqlane.lab.strategy.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The writers of a round: what each writes, what each was told, and whether that is what is in the file. Each thread numbers its
 * units; one that fails is tried again {@linkplain UntilDone until it is done}, under its number.
 */
public final class Writers {
    private final WriteUnit unit;
    private final FailureTally failures;

    /** The numbers of the units that each thread was told are done; each is written by its thread alone. */
    private final List<BitSet> acknowledged = new ArrayList<>();

    /**
     * Prepares the writers.
     *
     * @param threads how many there are
     * @param statements how many statements each unit has, at least 1
     */
    public Writers(int threads, int statements, FailureTally failures) {
        this.unit = new WriteUnit(statements);
        this.failures = failures;
        for (int thread = 0; thread < threads; thread++) {
            acknowledged.add(new BitSet());
        }
    }

    /** Adds the tables that they write. */
    public void addTablesTo(PlainFile file) throws SQLException {
        WriteUnit.addTablesTo(file, acknowledged.size());
    }

    /** Returns the work of the thread of that number, from 0. */
    public TimedThreads.Work work(Session session, String task, int thread) {
        return work(session, task, thread, () -> {});
    }

    /**
     * As {@link #work(Session, String, int)}.
     *
     * @param meanwhile runs inside each transaction, after its statements
     */
    public TimedThreads.Work work(Session session, String task, int thread, Runnable meanwhile) {
        BitSet told = acknowledged.get(thread);
        return new TimedThreads.Work() {
            private int number;

            @Override
            public boolean once(TimedThreads.Window window) {
                number++;
                boolean done = UntilDone.run(
                        () -> session.transaction(task, statements -> {
                            long changed = unit.run(statements, thread, number);
                            meanwhile.run();
                            return changed;
                        }),
                        window,
                        failures);
                if (done) {
                    told.set(number);
                }
                return done;
            }
        };
    }

    /** Compares the file, on which nobody is working any more, with what the threads were told. */
    public UnitChecker.Findings check(Path path) throws SQLException {
        try (PlainFile file = PlainFile.open(path)) {
            return UnitChecker.check(file, unit, acknowledged, List.of());
        }
    }
}
