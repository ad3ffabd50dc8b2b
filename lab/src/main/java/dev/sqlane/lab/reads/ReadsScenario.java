package dev.sqlane.lab.reads;

import dev.sqlane.lab.ReadsSettings;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.Soundness;
import dev.sqlane.lab.scenario.TimedGroup;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.strategy.Session;
import java.util.List;
import java.util.Map;

/**
 * Scenario {@code reads}: each thread reads one random row by its primary key after another. What is compared is the way
 * from the call to the row and back: borrowing a connection, preparing the statement or not, beginning a
 * transaction or not. The data is in memory after a moment.
 */
public final class ReadsScenario implements Scenario {
    private final ReadsSettings settings;

    public ReadsScenario(ReadsSettings settings) {
        this.settings = settings;
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        try (PlainFile file = PlainFile.create(round.file(), List.of())) {
            Items.addTo(file, settings.rows());
        }
        FailureTally failures = new FailureTally();
        PointReads reads = new PointReads(settings.rows(), failures);
        TimedThreads threads = new TimedThreads(round, settings.duration());
        TimedGroup readers;
        try (Session session = round.strategy().open(round.file())) {
            readers = threads.repeating(settings.threads(), thread -> reads.work(session, thread));
            threads.run(round.progress());
        }
        try (PlainFile file = PlainFile.open(round.file())) {
            return new RoundResult(
                    round.number(),
                    round.strategy().name(),
                    readers.completed(),
                    0,
                    0,
                    failures.busy(),
                    failures.other(),
                    readers.seconds(),
                    readers.perSecond(),
                    readers.latencies().summary(),
                    Map.of(),
                    Map.of(),
                    List.of(reads.check(), Soundness.check(file)),
                    failures.samples(),
                    List.of());
        }
    }

    @Override
    public void close() {
        // nothing outlives a round
    }
}
