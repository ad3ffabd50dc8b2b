/**
 * {@code sqlane lab} on the command line: {@link dev.sqlane.cli.lab.LabCommand} and a subcommand for each scenario of the
 * {@linkplain dev.sqlane.lab laboratory}.
 */
package dev.sqlane.cli.lab;
