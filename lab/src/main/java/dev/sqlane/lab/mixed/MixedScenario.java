package dev.sqlane.lab.mixed;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.Measure;
import dev.sqlane.lab.MixedSettings;
import dev.sqlane.lab.ReadsSettings;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.Sample;
import dev.sqlane.lab.WritesSettings;
import dev.sqlane.lab.reads.Items;
import dev.sqlane.lab.reads.PointReads;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.GroupSizes;
import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.ScheduledGroup;
import dev.sqlane.lab.scenario.TimedGroup;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.writes.UnitChecker;
import dev.sqlane.lab.writes.Writers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;

/**
 * Scenario {@code mixed}: the writers of scenario {@code writes} beside the reads of scenario {@code reads}, which are due at fixed times
 * here, if not asked to be as many as there can be. The latencies are the readers'; what completed is both. The size of the write-ahead log is sampled each 50 ms.
 */
public final class MixedScenario implements Scenario {
    private static final int ROWS = ReadsSettings.DEFAULT_ROWS;

    private static final double BYTES_PER_MIB = 1 << 20;

    private final MixedSettings settings;

    public MixedScenario(MixedSettings settings) {
        this.settings = settings;
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        FailureTally failures = new FailureTally();
        PointReads reads = new PointReads(ROWS, failures);
        Writers writers = new Writers(settings.writers(), WritesSettings.DEFAULT_STATEMENTS, failures);
        try (PlainFile file = PlainFile.create(round.file(), List.of())) {
            Items.addTo(file, ROWS);
            writers.addTablesTo(file);
        }
        TimedThreads threads = new TimedThreads(round, settings.duration());
        WalSize wal = new WalSize(round.file());
        GroupSizes groups = new GroupSizes();
        TimedGroup reading;
        TimedGroup writing;
        try (Session session = round.strategy().open(round.file())) {
            IntFunction<TimedThreads.Work> work = thread -> reads.work(session, thread);
            reading = settings.saturating()
                    ? threads.repeating(settings.threads(), work)
                    : threads.scheduled(settings.threads(), settings.rate(), work);
            writing = threads.repeating(settings.writers(), thread -> writers.work(session, "unit", thread));
            // During the warm-up too: the largest size counts whenever it comes.
            DoubleConsumer progress = share -> {
                wal.look();
                round.progress().accept(share);
            };
            threads.run(progress, wal::sample, seconds -> groups.sample(session, seconds));
            wal.look();
        }
        return result(round, reading, writing, wal, groups, writers.check(round.file()), reads.check(), failures);
    }

    private static RoundResult result(
            Round round,
            TimedGroup reading,
            TimedGroup writing,
            WalSize wal,
            GroupSizes groups,
            UnitChecker.Findings found,
            Check readsFound,
            FailureTally failures) {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("readsPerSecond", Measure.median(reading.perSecond()));
        measures.put("writesPerSecond", Measure.median(writing.perSecond()));
        List<String> remarks = List.of();
        if (reading instanceof ScheduledGroup scheduled) {
            measures.put("lateReads", Measure.sum(scheduled.late()));
            remarks = scheduled.remarks("reads");
        }
        measures.put("walMibMax", Measure.greatest(wal.most() / BYTES_PER_MIB));
        Map<String, List<Sample>> timelines = new LinkedHashMap<>(groups.timelines());
        timelines.put("walBytes", wal.timeline());
        List<Check> checks = new ArrayList<>(List.of(readsFound));
        checks.addAll(found.checks());
        return new RoundResult(
                round.number(),
                round.strategy().name(),
                reading.completed() + writing.completed(),
                found.lost(),
                found.doubled(),
                failures.busy(),
                failures.other(),
                reading.seconds(),
                reading.perSecond() + writing.perSecond(),
                reading.latencies().summary(),
                measures,
                timelines,
                checks,
                failures.samples(),
                remarks);
    }

    @Override
    public void close() {
        // nothing outlives a round
    }
}
