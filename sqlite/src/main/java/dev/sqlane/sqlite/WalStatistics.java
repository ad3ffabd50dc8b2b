package dev.sqlane.sqlite;

import dev.sqlane.Holder;
import java.util.Optional;

/**
 * The write-ahead log of a database.
 *
 * @param bytes size of the {@code -wal} file; 0 where there is none
 * @param oldestReader which of this process's readers has held a connection longest, and so may keep the log
 *     from being reset; empty if none is out
 * @param checkpoints how many checkpoints this process has run in the background
 * @param lastCheckpoint what the last of them did
 * @since 0.1.0
 */
public record WalStatistics(
        long bytes, Optional<Holder> oldestReader, long checkpoints, Optional<Checkpoint> lastCheckpoint) {}
