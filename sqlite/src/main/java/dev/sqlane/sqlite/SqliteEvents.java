package dev.sqlane.sqlite;

import dev.sqlane.Events;
import dev.sqlane.Holder;

/**
 * {@link Events}, and those that only SQLite has. A listener that implements this interface hears them too.
 *
 * @since 0.1.0
 */
public interface SqliteEvents extends Events {
    /** A checkpoint has run in the background. */
    default void checkpointed(Checkpoint checkpoint) {}

    /**
     * A reader has kept its connection for longer than {@code oldReaderAge}, and a checkpoint could not empty the log because of it: the log grows
     * for as long as it stays. Told at each such checkpoint.
     *
     * @param interrupted whether its statement has been interrupted, as {@code interruptOldReaders} asks
     */
    default void readerTooOld(Holder reader, boolean interrupted) {}
}
