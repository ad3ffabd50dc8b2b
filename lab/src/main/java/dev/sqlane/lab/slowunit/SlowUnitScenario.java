package dev.sqlane.lab.slowunit;

import dev.sqlane.lab.Measure;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.SlowUnitSettings;
import dev.sqlane.lab.WritesSettings;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.GroupSizes;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.ScheduledGroup;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.writes.UnitChecker;
import dev.sqlane.lab.writes.Writers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Scenario {@code slow-unit}: the units of scenario {@code writes}, due at fixed times, and once a second one of another name whose
 * thread sleeps inside its transaction. Those that come due meanwhile have to wait for it under any strategy; what differs is how
 * soon they are through afterwards, and whether others are held up that need not have been. All figures are those of the small
 * units, save for {@code slowUnits}, the number of slow ones.
 */
public final class SlowUnitScenario implements Scenario {
    private static final double SLOW_PER_SECOND = 1;

    private final SlowUnitSettings settings;

    public SlowUnitScenario(SlowUnitSettings settings) {
        this.settings = settings;
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        FailureTally failures = new FailureTally();
        int slowThread = settings.threads();
        Writers writers = new Writers(slowThread + 1, WritesSettings.DEFAULT_STATEMENTS, failures);
        try (PlainFile file = PlainFile.create(round.file(), List.of())) {
            writers.addTablesTo(file);
        }
        TimedThreads threads = new TimedThreads(round, settings.duration());
        GroupSizes groups = new GroupSizes();
        ScheduledGroup small;
        ScheduledGroup slow;
        try (Session session = round.strategy().open(round.file())) {
            small = threads.scheduled(
                    settings.threads(), settings.rate(), thread -> writers.work(session, "small unit", thread));
            slow = threads.scheduled(
                    1, SLOW_PER_SECOND, only -> writers.work(session, "slow unit", slowThread, this::keepBusy));
            threads.run(round.progress(), seconds -> groups.sample(session, seconds));
        }
        UnitChecker.Findings found = writers.check(round.file());
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("lateUnits", Measure.sum(small.late()));
        measures.put("slowUnits", Measure.sum(slow.completed()));
        return new RoundResult(
                round.number(),
                round.strategy().name(),
                small.completed(),
                found.lost(),
                found.doubled(),
                failures.busy(),
                failures.other(),
                small.seconds(),
                small.perSecond(),
                small.latencies().summary(),
                measures,
                groups.timelines(),
                found.checks(),
                failures.samples(),
                small.remarks("units"));
    }

    private void keepBusy() {
        long end = System.nanoTime() + settings.length().toNanos();
        for (long left = settings.length().toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        // nothing outlives a round
    }
}
