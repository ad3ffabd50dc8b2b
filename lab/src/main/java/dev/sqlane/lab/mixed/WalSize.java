package dev.sqlane.lab.mixed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How long the write-ahead log of a file grew. It is only ever asked for its size: opening it, and closing it again, would drop
 * the locks that this process holds on it. Used on one thread.
 */
final class WalSize {
    private final Path wal;
    private long most;

    WalSize(Path database) {
        this.wal = database.resolveSibling(database.getFileName() + "-wal");
    }

    /** Looks now. */
    void sample() {
        try {
            most = Math.max(most, Files.size(wal));
        } catch (NoSuchFileException noneYet) {
            // There is none before the first transaction.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the most bytes that were seen. */
    long most() {
        return most;
    }
}
