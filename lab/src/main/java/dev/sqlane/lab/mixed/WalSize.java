package dev.sqlane.lab.mixed;

import dev.sqlane.lab.Sample;
import dev.sqlane.lab.scenario.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * How long the write-ahead log of a file grew. It is only ever asked for its size: opening it, and closing it again, would drop
 * the locks that this process holds on it. Used on one thread.
 */
final class WalSize {
    private final Path wal;
    private final Timeline<Sample> timeline = new Timeline<>(WalSize::larger);
    private long most;

    WalSize(Path database) {
        this.wal = database.resolveSibling(database.getFileName() + "-wal");
    }

    /** Looks now, that many seconds after measuring began. */
    void sample(double seconds) {
        timeline.add(new Sample(Math.round(seconds * 1_000) / 1_000.0, look()));
    }

    /** Looks now, and returns the size in bytes. */
    long look() {
        try {
            long size = Files.size(wal);
            most = Math.max(most, size);
            return size;
        } catch (NoSuchFileException noneYet) {
            return 0; // There is none before the first transaction.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Of neighbours that have to become one, the peak is what matters. */
    private static Sample larger(Sample earlier, Sample later) {
        return new Sample(later.seconds(), Math.max(earlier.value(), later.value()));
    }

    /** Returns the sizes over the time. */
    List<Sample> timeline() {
        return timeline.points();
    }

    /** Returns the most bytes that were seen. */
    long most() {
        return most;
    }
}
