package dev.sqlane.lab.kills;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.KillsSettings;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.Latencies;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.strategy.Strategy;
import dev.sqlane.lab.writes.UnitChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Scenario {@code kills}: a process writes with many threads, and is killed at a random moment; what is left is looked at, and the next
 * process goes on with it. Every unit that one of the killed was told is done must be there, once and whole; the unit that a
 * thread had under way may be there or not. One kill in eight comes while the process still opens the file, and so may
 * meet the recovery of what the kill before has left.
 *
 * <p>The latencies are the times from the request until a process had its first unit acknowledged: opening and recovery.
 */
public final class KillsScenario implements Scenario {
    private static final int IN_OPENING = 8;
    private static final long LONGEST_OPENING_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long SEED = 20_260_301L;

    private final KillsSettings settings;
    private final Map<String, String> database;
    private final Path logs;

    /** Starts up while the one before it writes, is killed and checked. */
    private Victim next;

    private KillsScenario(KillsSettings settings, Map<String, String> database, Path logs, Victim next) {
        this.settings = settings;
        this.database = database;
        this.logs = logs;
        this.next = next;
    }

    /**
     * Lets a first process write with each strategy, and leave what makes the others start sooner.
     *
     * @param folder for files that are needed until {@link #close}
     */
    public static KillsScenario start(
            KillsSettings settings, List<Strategy> strategies, Map<String, String> database, Path folder)
            throws IOException, InterruptedException, SQLException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        try (Victim first = Victim.startArchiving(logs, strategies.get(0), database, settings.threads())) {
            first.awaitWarm();
            for (Strategy strategy : strategies) {
                Path path = folder.resolve("warm-up-" + strategy.name() + ".db");
                first.write(strategy, KilledFile.create(path, settings.threads()));
                first.awaitFirstUnit();
            }
        }
        Victim second = Victim.start(logs, strategies.get(0), database, settings.threads());
        return new KillsScenario(settings, database, logs, second);
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED + round.number());
        FailureTally failures = new FailureTally();
        Latencies latencies = new Latencies();
        KillsTally tally = new KillsTally();
        KilledFile file = KilledFile.create(round.file(), settings.threads());
        long nanos = 0;
        for (int kill = 1; kill <= settings.kills(); kill++) {
            try (Victim process = nextProcess(round.strategy())) {
                long begin = System.nanoTime();
                process.write(round.strategy(), file);
                if (kill % IN_OPENING == 0) {
                    TimeUnit.NANOSECONDS.sleep(random.nextLong(LONGEST_OPENING_NANOS));
                } else if (process.awaitFirstUnit()) {
                    latencies.record(System.nanoTime() - begin);
                    TimeUnit.NANOSECONDS.sleep(random.nextLong(LONGEST_LIFE_NANOS));
                }
                Optional<Failure> failed = process.kill();
                nanos += System.nanoTime() - begin;
                failed.ifPresent(failures::add);
                file.add(process.told());
                UnitChecker.Findings found = file.check();
                tally.add(failed.isEmpty(), process.told(), found);
                // What is wrong in a file stays wrong, and is to be counted once.
                if (file.usedUp() || !found.checks().stream().allMatch(Check::held)) {
                    file.delete();
                    file = KilledFile.create(round.file(), settings.threads());
                    tally.newFile();
                }
            }
            round.progress().accept((double) kill / settings.kills());
        }
        double seconds = nanos / 1e9;
        return new RoundResult(
                round.number(),
                round.strategy().name(),
                tally.completed(),
                tally.lost(),
                tally.doubled(),
                failures.busy(),
                failures.other(),
                seconds,
                tally.completed() / seconds,
                latencies.summary(),
                tally.measures(),
                Map.of(),
                tally.checks(),
                failures.samples(),
                List.of());
    }

    /** Returns a process that is up, and starts the one after it. */
    private Victim nextProcess(Strategy strategy) throws IOException, InterruptedException {
        Victim process = next;
        process.awaitWarm();
        next = Victim.start(logs, strategy, database, settings.threads());
        return process;
    }

    @Override
    public void close() {
        try {
            next.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
