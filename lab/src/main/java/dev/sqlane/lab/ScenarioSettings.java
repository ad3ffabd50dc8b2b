package dev.sqlane.lab;

import java.util.List;
import java.util.Map;

/**
 * Which scenario, and how much of it.
 *
 * @since 0.1.0
 */
public sealed interface ScenarioSettings permits BootsSettings, UpgradeSettings, ReadsSettings, StallSettings {
    /** Returns the scenario's name, as on the command line and in reports. */
    String scenario();

    /** Returns the names of the strategies that this scenario can run, in the order in which they run. */
    List<String> strategies();

    /** Returns the settings by name, for reports, in a sensible order. */
    Map<String, Object> describe();
}
