/**
 * Scenario {@code kills}: whether a process may be killed while its threads write in groups. {@link dev.sqlane.lab.kills.UntilKilled} is
 * what such a process does; {@link dev.sqlane.lab.kills.KillsScenario} starts it, kills it, and looks what is left.
 */
package dev.sqlane.lab.kills;
