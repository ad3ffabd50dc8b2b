package dev.sqlane.lab.boots;

import dev.sqlane.lab.BootsSettings;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.scenario.Failure;
import dev.sqlane.lab.scenario.FailureTally;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.Stop;
import dev.sqlane.lab.scenario.VirtualThreads;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** Scenario {@code boots}; what a boot does is in {@link HostBoot} and {@link SandboxEnd}. */
public final class BootsScenario implements Scenario {
    /** A strategy that stalls is warm by then. */
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(3);

    private final BootsSettings settings;
    private final ThreadFactory threads;
    private final Sandboxes sandboxes;

    private BootsScenario(BootsSettings settings, ThreadFactory threads, Sandboxes sandboxes) {
        this.settings = settings;
        this.threads = threads;
        this.sandboxes = sandboxes;
    }

    /**
     * Starts the other processes and makes them and this one load and compile what they need, on files of their own: for each
     * strategy first one boot in each process, alone, which must succeed, then all at once as in a round. Where each sandbox
     * is to have a process of its own, only the first, in one process.
     *
     * @param folder for files that are needed until {@link #close}
     */
    public static BootsScenario start(
            BootsSettings settings, List<Strategy> strategies, Map<String, String> database, Path folder)
            throws IOException, InterruptedException, SQLException {
        ThreadFactory threads = settings.virtual() ? VirtualThreads.factory("option --virtual") : Thread::new;
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Sandboxes sandboxes = settings.processPerSandbox()
                ? ProcessPerSandbox.start(logs, database)
                : SharedProcesses.start(settings.processes(), logs, database);
        BootsScenario scenario = new BootsScenario(settings, threads, sandboxes);
        try {
            for (Strategy strategy : strategies) {
                scenario.warmUp(strategy, Files.createDirectory(folder.resolve("warm-up-" + strategy.name())));
            }
            sandboxes.warm();
            return scenario;
        } catch (IOException | InterruptedException | SQLException | RuntimeException failure) {
            scenario.close();
            throw failure;
        }
    }

    private void warmUp(Strategy strategy, Path folder) throws IOException, InterruptedException, SQLException {
        Round round = new Round(0, strategy, folder, share -> {});
        int processes = settings.processPerSandbox() ? 1 : settings.processes();
        Catalog.create(round.file());
        try (Session session = strategy.open(round.file())) {
            for (int process = 0; process < processes; process++) {
                // A number that no boot of the storm has.
                int boot = settings.boots() + process;
                long sandbox = new HostBoot(session, boot, new Stop()).run();
                sandboxes.run(strategy, round.file(), boot, sandbox, 0);
            }
            if (!settings.processPerSandbox()) {
                new BootStorm(settings.withLimit(WARM_UP_LIMIT), threads, sandboxes, session, round, new FailureTally())
                        .run();
            }
        } catch (Sandboxes.SandboxFailedException failure) {
            throw new IOException(
                    "strategy " + strategy.name() + " failed alone, before the first round: " + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public RoundResult run(Round round) throws Exception {
        Catalog.create(round.file());
        FailureTally failures = new FailureTally();
        List<String> remarks = new ArrayList<>();
        BootStorm storm;
        Session session = round.strategy().open(round.file());
        try {
            storm = new BootStorm(settings, threads, sandboxes, session, round, failures);
            storm.run();
        } finally {
            close(session, failures);
        }
        BootsChecker.Findings found = BootsChecker.check(round.file(), settings.boots(), storm.acknowledged());
        if (storm.underWay() > 0) {
            remarks.add("stopped at its limit of " + settings.limit().toSeconds() + " s with " + storm.underWay()
                    + " boots under way");
        }
        return new RoundResult(
                round.number(),
                round.strategy().name(),
                found.whole(),
                settings.boots() - found.whole(),
                found.doubled(),
                failures.busy(),
                failures.other(),
                storm.seconds(),
                found.whole() / storm.seconds(),
                storm.latencies().summary(),
                Map.of(),
                storm.groups().timelines(),
                found.checks(),
                failures.samples(),
                remarks);
    }

    private static void close(Session session, FailureTally failures) {
        try {
            session.close();
        } catch (SQLException failure) {
            failures.add(Failure.of(failure));
        }
    }

    @Override
    public void close() {
        sandboxes.close();
    }
}
