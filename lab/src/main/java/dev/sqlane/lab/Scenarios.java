package dev.sqlane.lab;

import dev.sqlane.lab.WritesSettings.Synchronous;
import dev.sqlane.lab.scenario.VirtualThreads;
import java.time.Duration;
import java.util.List;

/**
 * All scenarios, in the order in which they are best read: from the whole to its parts.
 *
 * @since 0.1.0
 */
public final class Scenarios {
    private Scenarios() {}

    /** Returns each scenario with its default settings, with which figures are worth comparing. */
    public static List<ScenarioSettings> defaults() {
        return List.of(
                new BootsSettings(
                        BootsSettings.DEFAULT_BOOTS,
                        BootsSettings.DEFAULT_PROCESSES,
                        false,
                        BootsSettings.DEFAULT_BOOTS,
                        false,
                        BootsSettings.DEFAULT_LIMIT),
                new UpgradeSettings(
                        UpgradeSettings.DEFAULT_THREADS, UpgradeSettings.DEFAULT_DURATION, UpgradeSettings.Think.SLEEP),
                new WritesSettings(
                        WritesSettings.DEFAULT_THREADS,
                        false,
                        Synchronous.NORMAL,
                        WritesSettings.DEFAULT_STATEMENTS,
                        WritesSettings.DEFAULT_DURATION),
                new KillsSettings(KillsSettings.DEFAULT_KILLS, KillsSettings.DEFAULT_THREADS),
                new MixedSettings(
                        MixedSettings.DEFAULT_THREADS,
                        MixedSettings.DEFAULT_RATE,
                        false,
                        MixedSettings.DEFAULT_WRITERS,
                        MixedSettings.DEFAULT_DURATION),
                new SlowUnitSettings(
                        SlowUnitSettings.DEFAULT_THREADS,
                        SlowUnitSettings.DEFAULT_RATE,
                        SlowUnitSettings.DEFAULT_LENGTH,
                        SlowUnitSettings.DEFAULT_DURATION),
                new ReadsSettings(
                        ReadsSettings.DEFAULT_THREADS, ReadsSettings.DEFAULT_DURATION, ReadsSettings.DEFAULT_ROWS),
                new StallSettings(
                        StallSettings.DEFAULT_WRITERS, StallSettings.DEFAULT_READERS, StallSettings.DEFAULT_LENGTH));
    }

    /**
     * Returns each scenario with small settings. One round of all of them ends within some two minutes on two processors, which is
     * enough to see whether everything works and holds, and not enough for figures.
     */
    public static List<ScenarioSettings> quick() {
        Duration second = Duration.ofSeconds(1);
        return List.of(
                new BootsSettings(40, 4, false, 40, false, Duration.ofSeconds(6)),
                new UpgradeSettings(16, second, UpgradeSettings.Think.SLEEP),
                new WritesSettings(32, false, Synchronous.NORMAL, WritesSettings.DEFAULT_STATEMENTS, second),
                new KillsSettings(5, 32),
                new MixedSettings(4, 1_000, false, 4, second),
                new SlowUnitSettings(
                        SlowUnitSettings.DEFAULT_THREADS,
                        SlowUnitSettings.DEFAULT_RATE,
                        SlowUnitSettings.DEFAULT_LENGTH,
                        Duration.ofSeconds(3)),
                new ReadsSettings(ReadsSettings.DEFAULT_THREADS, second, 10_000),
                new StallSettings(StallSettings.DEFAULT_WRITERS, StallSettings.DEFAULT_READERS, second));
    }

    /** Tells whether this Java has what the scenario needs. */
    public static boolean possible(ScenarioSettings scenario) {
        return scenario.virtualThreadsFor().isEmpty() || VirtualThreads.available();
    }
}
