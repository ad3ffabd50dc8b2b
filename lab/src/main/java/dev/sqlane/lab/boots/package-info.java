/**
 * Scenario {@code boots}: a host boots many sandboxes at once, and each reports from another process into the same database.
 *
 * <p>{@link dev.sqlane.lab.boots.BootsScenario} makes the database ({@code Catalog}) and starts a {@code BootStorm}, in which
 * threads of the host each run the host's part of a boot ({@code HostBoot}) and then ask a worker process for the sandbox's
 * own part ({@link dev.sqlane.lab.boots.SandboxEnd}), through {@code Sandboxes}: a few processes shared by all, or one for each
 * sandbox. When the storm is over, {@code BootsChecker} compares what the host was told with what is in the file.
 */
package dev.sqlane.lab.boots;
