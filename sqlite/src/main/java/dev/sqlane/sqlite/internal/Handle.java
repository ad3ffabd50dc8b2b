package dev.sqlane.sqlite.internal;

import dev.sqlane.ClosedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What every public handle has: its share of an open file, and that it can be closed once. Safe for any number of threads. */
final class Handle {
    private final OpenFiles.Share share;
    private final @Nullable Path temporaryFolder;

    /** False to true, once. */
    private final AtomicBoolean closed = new AtomicBoolean();

    Handle(OpenFiles.Share share, @Nullable Path temporaryFolder) {
        this.share = share;
        this.temporaryFolder = temporaryFolder;
    }

    /** Returns the open file, to be used now. */
    OpenFile use() throws ClosedException {
        if (closed.get()) {
            throw new ClosedException(share.file().path() + " was closed through this handle.", null);
        }
        return share.file();
    }

    /** Returns the file for what is harmless after closing, such as its path. */
    OpenFile file() {
        return share.file();
    }

    void close() throws SQLException {
        share.file().checkMayClose();
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        share.release();
        if (temporaryFolder != null) {
            delete(temporaryFolder);
        }
    }

    private static void delete(Path folder) throws SQLException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new SQLException("the temporary database in " + folder + " could not be removed: " + e, e);
        }
    }
}
