package dev.sqlane.lab;

import dev.sqlane.lab.boots.BootsScenario;
import dev.sqlane.lab.kills.KillsScenario;
import dev.sqlane.lab.mixed.MixedScenario;
import dev.sqlane.lab.reads.ReadsScenario;
import dev.sqlane.lab.report.Environment;
import dev.sqlane.lab.scenario.Round;
import dev.sqlane.lab.scenario.Scenario;
import dev.sqlane.lab.scenario.VirtualThreads;
import dev.sqlane.lab.slowunit.SlowUnitScenario;
import dev.sqlane.lab.stall.StallScenario;
import dev.sqlane.lab.strategy.Strategies;
import dev.sqlane.lab.strategy.Strategy;
import dev.sqlane.lab.upgrade.UpgradeScenario;
import dev.sqlane.lab.writes.WritesScenario;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One run of one scenario: every strategy once in each round, each on a fresh file, checked afterwards.
 *
 * @since 0.1.0
 */
public final class Laboratory {
    private final ScenarioSettings scenario;
    private final RunSettings run;
    private final Map<String, String> database;
    private final List<Strategy> strategies;

    /**
     * Checks that the run is possible.
     *
     * @throws IllegalArgumentException if a strategy is unknown to the scenario, a setting of the database is refused, the directory
     *     can't be written to, or the scenario needs a newer Java; the message says which, and what to do
     */
    public Laboratory(ScenarioSettings scenario, RunSettings run) {
        this.scenario = Objects.requireNonNull(scenario, "scenario");
        this.run = Objects.requireNonNull(run, "run");
        this.database = database(scenario, run);
        this.strategies =
                new Strategies(SqliteConfiguration.from(database)).choose(run.strategies(), scenario.strategies());
        if (!Files.isDirectory(run.directory()) || !Files.isWritable(run.directory())) {
            throw new IllegalArgumentException("directory " + run.directory()
                    + " is no folder that can be written to; create it, or name another one");
        }
        if (run.directory().toString().contains("?")) {
            throw new IllegalArgumentException("directory " + run.directory()
                    + " has a question mark in its path, which the peers' JDBC URLs can't express; name another one");
        }
        scenario.virtualThreadsFor().ifPresent(VirtualThreads::factory);
    }

    private static Map<String, String> database(ScenarioSettings scenario, RunSettings run) {
        Map<String, String> database = new LinkedHashMap<>(run.database());
        scenario.database().forEach((name, value) -> {
            if (database.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("the setting " + name + " of the database is one of scenario "
                        + scenario.scenario() + " itself; give it there (--" + name + "), not in the configuration");
            }
        });
        return database;
    }

    /** Returns all strategies of all scenarios: by name, in a line, what each is. */
    public static Map<String, String> strategies() {
        return new Strategies(SqliteConfiguration.defaults()).descriptions();
    }

    /**
     * Runs all rounds. The order of the strategies turns with each round, so that none always runs first or after the same
     * one.
     *
     * @throws IOException if files can't be made or another process could not be started
     * @throws SQLException if a fresh file could not be made or checked
     * @throws InterruptedException if the thread was interrupted
     */
    public LabReport run(Progress progress) throws IOException, SQLException, InterruptedException {
        List<RoundResult> results = new ArrayList<>();
        progress.started(run.runs() * strategies.size());
        try (TemporaryFolder folder = TemporaryFolder.in(run.directory());
                Scenario running = start(folder.path())) {
            for (int round = 1; round <= run.runs(); round++) {
                for (int place = 0; place < strategies.size(); place++) {
                    Strategy strategy = strategies.get((place + round - 1) % strategies.size());
                    results.add(round(running, round, strategy, folder, progress));
                }
            }
            return new LabReport(scenario.scenario(), settings(), Environment.describe(run.directory()), results);
        } finally {
            progress.ended();
        }
    }

    private Scenario start(Path folder) throws IOException, SQLException, InterruptedException {
        if (scenario instanceof BootsSettings boots) {
            return BootsScenario.start(boots, strategies, database, folder);
        }
        if (scenario instanceof UpgradeSettings upgrade) {
            return new UpgradeScenario(upgrade);
        }
        if (scenario instanceof WritesSettings writes) {
            return new WritesScenario(writes);
        }
        if (scenario instanceof KillsSettings kills) {
            return KillsScenario.start(kills, strategies, database, folder);
        }
        if (scenario instanceof MixedSettings mixed) {
            return new MixedScenario(mixed);
        }
        if (scenario instanceof SlowUnitSettings slowUnit) {
            return new SlowUnitScenario(slowUnit);
        }
        if (scenario instanceof ReadsSettings reads) {
            return new ReadsScenario(reads);
        }
        return StallScenario.start((StallSettings) scenario, folder);
    }

    private static RoundResult round(
            Scenario scenario, int number, Strategy strategy, TemporaryFolder folder, Progress progress)
            throws IOException, SQLException, InterruptedException {
        progress.roundStarted(number, strategy.name());
        Path own = Files.createDirectory(folder.path().resolve(strategy.name() + "-" + number));
        try {
            RoundResult result = scenario.run(new Round(number, strategy, own, progress::roundAdvanced));
            progress.roundEnded(result);
            return result;
        } catch (IOException | SQLException | InterruptedException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException(
                    "strategy " + strategy.name() + " could not be run: " + failure.getMessage(), failure);
        } finally {
            TemporaryFolder.delete(own);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(scenario.describe());
        settings.put("runs", run.runs());
        settings.put("strategies", strategies.stream().map(Strategy::name).toList());
        settings.put("directory", run.directory().toString());
        settings.put("database", run.database());
        return settings;
    }
}
