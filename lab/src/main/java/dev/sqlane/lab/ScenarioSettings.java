package dev.sqlane.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which scenario, and how much of it.
 *
 * @since 0.1.0
 */
public sealed interface ScenarioSettings
        permits BootsSettings,
                UpgradeSettings,
                WritesSettings,
                KillsSettings,
                MixedSettings,
                SlowUnitSettings,
                ReadsSettings,
                StallSettings {
    /** Returns the scenario's name, as on the command line and in reports. */
    String scenario();

    /** Returns the names of the strategies that this scenario can run, in the order in which they run. */
    List<String> strategies();

    /** Returns the settings by name, for reports, in a sensible order. */
    Map<String, Object> describe();

    /**
     * Returns the settings of the database that this scenario has a say in, as {@link
     * dev.sqlane.sqlite.SqliteConfiguration#from(Map)} reads them. Those of the run must not name them too.
     */
    default Map<String, String> database() {
        return Map.of();
    }

    /** Returns what needs virtual threads, for the message on a Java that has none; empty where nothing does. */
    default Optional<String> virtualThreadsFor() {
        return Optional.empty();
    }
}
