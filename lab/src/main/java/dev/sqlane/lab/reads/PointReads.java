package dev.sqlane.lab.reads;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.strategy.Session;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Threads that read {@link Items}, each time a random one by its primary key, and look whether they got the right one. */
public final class PointReads {
    private static final long SEED = 20_260_101L;

    private final int rows;
    private final FailureTally failures;
    private final LongAdder wrong = new LongAdder();

    /**
     * Prepares the reads of a round.
     *
     * @param rows how many items there are
     */
    public PointReads(int rows, FailureTally failures) {
        this.rows = rows;
        this.failures = failures;
    }

    /** Returns the work of one thread. */
    public TimedThreads.Work work(Session session, int thread) {
        SplittableRandom random = new SplittableRandom(SEED + thread);
        return window -> {
            long id = 1L + random.nextInt(rows);
            try {
                boolean right = session.read(statements -> statements
                        .queryOne(
                                Items.BY_ID,
                                row -> new Items.Item(
                                        row.number(1), row.text(2), row.text(3), row.number(4), row.text(5)),
                                id)
                        .filter(item -> item.id() == id && item.price() == Items.price(id))
                        .isPresent());
                if (!right) {
                    wrong.increment();
                }
                return right;
            } catch (SQLException | RuntimeException failure) {
                failures.add(Failure.of(failure));
                return false;
            }
        };
    }

    /** Tells whether all threads got what they asked for. */
    public Check check() {
        return new Check(
                "every read found its row",
                wrong.sum() == 0,
                wrong.sum() == 0 ? "all of them looked at" : wrong.sum() + " did not");
    }
}
