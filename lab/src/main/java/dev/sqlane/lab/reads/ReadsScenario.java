package dev.sqlane.lab.reads;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.ReadsSettings;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.Soundness;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.strategy.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Scenario {@code reads}: each thread reads one random row by its primary key after another. What is compared is the way
 * from the call to the row and back: borrowing a connection, preparing the statement or not, beginning a
 * transaction or not. The data is in memory after a moment.
 */
public final class ReadsScenario implements Scenario {
    private static final long SEED = 20_260_101L;

    private final ReadsSettings settings;

    public ReadsScenario(ReadsSettings settings) {
        this.settings = settings;
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        Items.create(round.file(), settings.rows());
        FailureTally failures = new FailureTally();
        LongAdder wrong = new LongAdder();
        TimedThreads threads = new TimedThreads(settings.threads(), settings.duration());
        try (Session session = round.strategy().open(round.file())) {
            threads.run(round.progress(), thread -> reading(session, thread, failures, wrong));
        }
        try (PlainFile file = PlainFile.open(round.file())) {
            return new RoundResult(
                    round.number(),
                    round.strategy().name(),
                    threads.completed(),
                    0,
                    0,
                    failures.busy(),
                    failures.other(),
                    threads.seconds(),
                    threads.perSecond(),
                    threads.latencies().summary(),
                    Map.of(),
                    List.of(
                            new Check(
                                    "every read found its row",
                                    wrong.sum() == 0,
                                    wrong.sum() == 0 ? "all of them looked at" : wrong.sum() + " did not"),
                            Soundness.check(file)),
                    failures.samples(),
                    List.of());
        }
    }

    private TimedThreads.Work reading(Session session, int thread, FailureTally failures, LongAdder wrong) {
        SplittableRandom random = new SplittableRandom(SEED + thread);
        return window -> {
            long id = 1L + random.nextInt(settings.rows());
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

    @Override
    public void close() {
        // nothing outlives a round
    }
}
