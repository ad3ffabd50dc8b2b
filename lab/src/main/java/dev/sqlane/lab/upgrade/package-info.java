/**
 * Scenario {@code upgrade}: transactions that begin by reading and go on to write, which is what SQLite's deferred transactions are
 * worst at. A {@code Bank} moves money between a few accounts ({@code Transfer}); {@code TransferChecker} finds lost updates,
 * doubled and vanished transfers afterwards.
 */
package dev.sqlane.lab.upgrade;
