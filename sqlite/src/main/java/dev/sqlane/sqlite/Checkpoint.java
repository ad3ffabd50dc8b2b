package dev.sqlane.sqlite;

import dev.sqlane.Holder;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What one checkpoint did: SQLite moves pages from the write-ahead log into the database file.
 *
 * @param emptied whether the log was emptied, so that the next write begins it anew, over the pages that its file has already
 * @param took how long it took, the wait for the write queue not included
 * @param pages how many pages the log held
 * @param moved how many of them are in the database file now
 * @param blockedBy who has kept a read connection for longest, where the log could not be emptied though it was to be; empty where it was
 *     emptied or need not be, or where no reader of this process stands in the way: then another process's does
 * @since 0.1.0
 */
public record Checkpoint(boolean emptied, Duration took, long pages, long moved, Optional<Holder> blockedBy) {
    public Checkpoint {
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(blockedBy, "blockedBy");
    }
}
