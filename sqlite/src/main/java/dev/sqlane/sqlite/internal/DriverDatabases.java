package dev.sqlane.sqlite.internal;

import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.dropin.RoutedSessions;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The databases that JDBC URLs have opened, each shared by all connections with its path and configuration: the first opens it, the last one
 * closes it.
 *
 * <p>{@link #LOCK} guards the table and the counts in it; it is held for a few instructions, never while a database is opened or closed.
 */
final class DriverDatabases {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Key, Shared> OPEN = new HashMap<>();

    private DriverDatabases() {}

    private record Key(Path path, SqliteConfiguration configuration) {}

    static Connection connect(Path path, SqliteConfiguration configuration) throws SQLException {
        // Not normalized: behind a symbolic link, ".." is not where the text seems to say.
        Key key = new Key(path.toAbsolutePath(), configuration);
        Shared shared;
        LOCK.lock();
        try {
            shared = OPEN.computeIfAbsent(key, Shared::new);
            shared.connections++;
        } finally {
            LOCK.unlock();
        }
        Connection connection = null;
        try {
            connection = shared.connect();
            return connection;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            if (connection == null) {
                shared.release();
            }
        }
    }

    private static final class Shared {
        private static final Cleaner CLEANER = Cleaner.create();

        private final Key key;
        private final ReentrantLock opening = new ReentrantLock();

        /** Null to the open database, once. Guarded by {@link #opening}. */
        private @Nullable Handle handle;

        private @Nullable DropIn dropIn;

        /** Guarded by {@link #LOCK}. */
        int connections;

        Shared(Key key) {
            this.key = key;
        }

        Connection connect() throws SQLException {
            Share share = new Share(this);
            RoutedSessions sessions = ensureOpen().sessions(share::end);
            // Of the sessions and not of the connection, since an open result set may outlive that.
            CLEANER.register(sessions, share::lost);
            return new SessionConnection(sessions);
        }

        private DropIn ensureOpen() throws SQLException {
            opening.lock();
            try {
                DropIn open = dropIn;
                if (open == null) {
                    Handle opened = new Handle(acquire());
                    open = new DropIn(opened);
                    handle = opened;
                    dropIn = open;
                }
                return open;
            } finally {
                opening.unlock();
            }
        }

        private OpenFiles.Share acquire() throws SQLException {
            try {
                return OpenFiles.acquire(key.path(), key.configuration(), true, true);
            } catch (SQLException e) {
                SQLException translated = ErrorTranslation.ofLibrary(e);
                if (translated instanceof SQLTransientException || "XX001".equals(translated.getSQLState())) {
                    throw translated;
                }
                // Whatever it was, what the caller wanted was a connection.
                throw new SQLNonTransientConnectionException(
                        translated.getMessage(), "08001", translated.getErrorCode(), e);
            }
        }

        /** Ends what one connection had of it. */
        void release() throws SQLException {
            LOCK.lock();
            try {
                if (--connections > 0) {
                    return;
                }
                OPEN.remove(key, this);
            } finally {
                LOCK.unlock();
            }
            opening.lock();
            try {
                if (handle != null) {
                    handle.release();
                }
            } finally {
                opening.unlock();
            }
        }
    }

    /** One connection's share. It must not refer to the connection. */
    private static final class Share {
        private final Shared shared;

        /** False to true, once: a connection may be found lost while the close that was its last use still runs. */
        private final AtomicBoolean ended = new AtomicBoolean();

        Share(Shared shared) {
            this.shared = shared;
        }

        void end() throws SQLException {
            if (ended.compareAndSet(false, true)) {
                shared.release();
            }
        }

        void lost() {
            try {
                end();
            } catch (SQLException e) {
                throw new IllegalStateException("The database of a lost connection could not be closed in order.", e);
            }
        }
    }
}
