/**
 * Scenario {@code writes}: small transactions from many threads, as fast as they go. Other scenarios with writers in them use its
 * {@link dev.sqlane.lab.writes.Writers}, who know afterwards whether everything is there.
 */
package dev.sqlane.lab.writes;
