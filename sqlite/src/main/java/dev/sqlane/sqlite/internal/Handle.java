package dev.sqlane.sqlite.internal;

import dev.sqlane.ClosedException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What every public handle has: its share of an open file, and that it can be closed once. Safe for any number of threads. */
final class Handle {
    private final OpenFiles.Share share;

    /** False to true, once. */
    private final AtomicBoolean closed = new AtomicBoolean();

    Handle(OpenFiles.Share share) {
        this.share = share;
    }

    /** Returns the open file, to be used now. */
    OpenFile use() throws ClosedException {
        if (closed.get()) {
            throw new ClosedException(share.file().path() + " was closed through this handle.", null);
        }
        return share.file();
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Returns the file for what is harmless after closing, such as its path. */
    OpenFile file() {
        return share.file();
    }

    void close() throws SQLException {
        share.file().checkMayClose();
        release();
    }

    /** As {@link #close}, also where the thread is inside a unit, which then came by another handle. */
    void release() throws SQLException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        share.release();
    }
}
