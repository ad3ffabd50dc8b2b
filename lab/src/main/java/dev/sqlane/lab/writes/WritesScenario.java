package dev.sqlane.lab.writes;

import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.WritesSettings;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.GroupSizes;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.TimedGroup;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.scenario.VirtualThreads;
import dev.sqlane.lab.strategy.Session;
import java.util.List;
import java.util.Map;

/**
 * Scenario {@code writes}: each thread runs one small transaction after another. What is compared is how the threads get to the one
 * lock, and how many transactions share a COMMIT. A unit's latency runs from its first attempt.
 */
public final class WritesScenario implements Scenario {
    private final WritesSettings settings;

    public WritesScenario(WritesSettings settings) {
        this.settings = settings;
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        FailureTally failures = new FailureTally();
        Writers writers = new Writers(settings.threads(), settings.statements(), failures);
        try (PlainFile file = PlainFile.create(round.file(), List.of())) {
            writers.addTablesTo(file);
        }
        TimedThreads threads = settings.virtual()
                ? new TimedThreads(round, settings.duration(), VirtualThreads.factory("option --virtual"))
                : new TimedThreads(round, settings.duration());
        GroupSizes groups = new GroupSizes();
        TimedGroup writing;
        try (Session session = round.strategy().open(round.file())) {
            writing = threads.repeating(settings.threads(), thread -> writers.work(session, "unit", thread));
            threads.run(round.progress(), seconds -> groups.sample(session, seconds));
        }
        UnitChecker.Findings found = writers.check(round.file());
        return new RoundResult(
                round.number(),
                round.strategy().name(),
                writing.completed(),
                found.lost(),
                found.doubled(),
                failures.busy(),
                failures.other(),
                writing.seconds(),
                writing.perSecond(),
                writing.latencies().summary(),
                Map.of(),
                groups.timelines(),
                found.checks(),
                failures.samples(),
                List.of());
    }

    @Override
    public void close() {
        // nothing outlives a round
    }
}
