/**
 * What keeps a database in order, on the command line: {@link dev.sqlane.cli.maintenance.BackupCommand backup}, {@link
 * dev.sqlane.cli.maintenance.RestoreCommand restore}, {@link dev.sqlane.cli.maintenance.CheckpointCommand checkpoint} and {@link
 * dev.sqlane.cli.maintenance.OptimizeCommand optimize}. Results go to stdout, as a line or as JSON; what went wrong goes to stderr.
 */
package dev.sqlane.cli.maintenance;
