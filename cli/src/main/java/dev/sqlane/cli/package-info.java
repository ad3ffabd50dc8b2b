/** The command {@code sqlane} and its subcommands. */
package dev.sqlane.cli;
