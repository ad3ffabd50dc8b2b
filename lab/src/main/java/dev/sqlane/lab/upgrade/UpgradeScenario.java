package dev.sqlane.lab.upgrade;

import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.UpgradeSettings;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.GroupSizes;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.TimedGroup;
import dev.sqlane.lab.scenario.TimedThreads;
import dev.sqlane.lab.strategy.Session;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Scenario {@code upgrade}. All threads work through one list of transfers. A transfer that fails is an error that the
 * application has seen, and is counted; but the money must arrive, so the thread tries it again at once, as often as it takes, and
 * only then goes on to the next. What completes is counted from the end of the warm-up to the end of the time; a
 * transfer's latency runs from its first attempt.
 */
public final class UpgradeScenario implements Scenario {
    private final UpgradeSettings settings;

    public UpgradeScenario(UpgradeSettings settings) {
        this.settings = settings;
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        Bank.create(round.file());
        FailureTally failures = new FailureTally();
        TimedThreads threads = new TimedThreads(round, settings.duration());
        List<BitSet> acknowledged = new ArrayList<>();
        for (int thread = 0; thread < settings.threads(); thread++) {
            acknowledged.add(new BitSet());
        }
        GroupSizes groups = new GroupSizes();
        TimedGroup transferring;
        try (Session session = round.strategy().open(round.file())) {
            Bank bank = new Bank(session, settings.think());
            AtomicLong nextTransfer = new AtomicLong();
            transferring = threads.repeating(
                    settings.threads(),
                    thread -> new Transferring(bank, nextTransfer, acknowledged.get(thread), failures));
            threads.run(round.progress(), seconds -> groups.sample(session, seconds));
        }
        BitSet all = new BitSet();
        acknowledged.forEach(all::or);
        TransferChecker.Findings found = TransferChecker.check(round.file(), all);
        return new RoundResult(
                round.number(),
                round.strategy().name(),
                transferring.completed(),
                found.lost(),
                found.doubled(),
                failures.busy(),
                failures.other(),
                transferring.seconds(),
                transferring.perSecond(),
                transferring.latencies().summary(),
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
