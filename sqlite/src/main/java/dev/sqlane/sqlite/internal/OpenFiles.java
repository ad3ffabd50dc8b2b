package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files that this process has open, by device and inode, so that two paths or a link to one file lead to one write queue.
 *
 * <p>{@link #LOCK} guards the table and every {@link Entry}; it is held while a file is looked up or created, never while
 * a connection is opened or closed.
 */
final class OpenFiles {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<FileIdentity, Entry> OPEN = new HashMap<>();

    private static final String CLAIM = "dev.sqlane.open.";

    private OpenFiles() {}

    private static final class Entry {
        final OpenFile file;
        /** How many handles share the file. */
        int handles;

        /** Set when the last share was given up: from then on it can't be joined. */
        boolean closing;

        Entry(OpenFile file) {
            this.file = file;
        }
    }

    /** One handle's share of an open file. */
    static final class Share {
        private final FileIdentity key;
        private final Entry entry;

        private Share(FileIdentity key, Entry entry) {
            this.key = key;
            this.entry = entry;
        }

        OpenFile file() {
            return entry.file;
        }

        /** Gives the share up, once; the last one closes the file. */
        void release() throws SQLException {
            LOCK.lock();
            try {
                if (--entry.handles > 0) {
                    return;
                }
                entry.closing = true;
            } finally {
                LOCK.unlock();
            }
            try {
                entry.file.close();
            } finally {
                LOCK.lock();
                try {
                    OPEN.remove(key, entry);
                    System.clearProperty(CLAIM + key.key());
                } finally {
                    LOCK.unlock();
                }
            }
        }
    }

    /** Opens the file or joins those who have it open. */
    static Share acquire(Path path, SqliteConfiguration configuration, boolean forWriting, boolean forReading)
            throws SQLException {
        Path real;
        FileIdentity key;
        LOCK.lock();
        try {
            // Under the lock, so that nobody here opens the file between its creation and the closing of that
            // descriptor.
            real = resolve(path, forWriting);
            key = FileIdentity.of(real);
        } finally {
            LOCK.unlock();
        }
        while (true) {
            Entry entry;
            boolean joined;
            LOCK.lock();
            try {
                if (!OPEN.containsKey(key)) {
                    claim(real, key);
                }
                entry = OPEN.computeIfAbsent(
                        key, any -> new Entry(new OpenFile(real, key, configuration, TimeSource.SYSTEM)));
                joined = !entry.closing;
                if (joined) {
                    checkSame(real, entry.file.configuration(), configuration);
                    entry.handles++;
                }
            } finally {
                LOCK.unlock();
            }
            if (!joined) {
                entry.file.awaitClosed();
                continue;
            }
            Share share = new Share(key, entry);
            boolean opened = false;
            try {
                entry.file.ensureOpen(forWriting, forReading);
                opened = true;
            } finally {
                if (!opened) {
                    share.release();
                }
            }
            return share;
        }
    }

    /** Tells whether this process has the file open, through this copy of the library or another. */
    static boolean isOpen(FileIdentity key) {
        return System.getProperty(CLAIM + key.key()) != null;
    }

    /**
     * Notes in the JVM's system properties, which all class loaders share, that this copy of the library has the file open. A second copy has
     * a second SQLite library, and when one of the two closes a file, the operating system drops the locks of both.
     */
    private static void claim(Path path, FileIdentity key) throws MisuseException {
        if (System.getProperties().putIfAbsent(CLAIM + key.key(), "open") != null) {
            throw new MisuseException(
                    path
                            + " is open in this JVM through another copy of Sqlane, loaded by another class loader. Two copies would destroy each other's locks: share one, by moving the jar to a common class loader.",
                    null);
        }
    }

    private static void checkSame(Path path, SqliteConfiguration open, SqliteConfiguration wanted)
            throws MisuseException {
        if (open.equals(wanted)) {
            return;
        }
        List<String> differences = new ArrayList<>();
        for (RecordComponent component : SqliteConfiguration.class.getRecordComponents()) {
            try {
                Object before = component.getAccessor().invoke(open);
                Object now = component.getAccessor().invoke(wanted);
                if (!Objects.equals(before, now)) {
                    differences.add(component.getName() + " is " + before + " and was asked to be " + now);
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a public accessor of a public record failed", e);
            }
        }
        throw new MisuseException(
                path + " is open in this process with another configuration, and all handles on a file share one: "
                        + String.join(", ", differences)
                        + ". Open it with the same configuration, or close the other handle first.",
                null);
    }

    /** Returns the file's real path, having created the file where that is asked for. */
    private static Path resolve(Path path, boolean create) throws SQLException {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new MisuseException(
                    path + " is not on the default file system; SQLite can open only files of the operating system.",
                    null);
        }
        Path absolute = path.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new MisuseException(absolute + " is a folder; give the path of a file in it.", null);
        }
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new MisuseException(
                    "The folder " + folder + " of " + absolute + " does not exist; create it first.", null);
        }
        if (!Files.exists(absolute)) {
            if (!create) {
                throw new MisuseException(
                        absolute
                                + " does not exist, and opening for reading never creates it. Open it for writing first.",
                        null);
            }
            create(absolute);
        }
        if (!Files.isRegularFile(absolute)) {
            throw new MisuseException(absolute + " is not a regular file; SQLite can't open it.", null);
        }
        if (create && !Files.isWritable(absolute)) {
            // SQLite would open it for reading instead, without a word, and the first write would fail.
            throw new SQLNonTransientConnectionException(
                    absolute + " can't be written. Check its rights, or open it for reading only.", "08001", 8);
        }
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            throw new SQLNonTransientConnectionException(
                    "The real path of " + absolute + " could not be found: " + e.getMessage(), "08001", e);
        }
    }

    /**
     * Makes an empty file, which is a valid empty database, so that it has an inode to be known by. That it did not exist means that
     * nobody here had it open, so closing this descriptor drops nobody's locks.
     */
    private static void create(Path path) throws SQLException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker: then it is there.
            return;
        } catch (IOException e) {
            throw new SQLNonTransientConnectionException(
                    path + " could not be created: " + e
                            + ". Check that the folder may be written; SQLite also needs to create -wal and -shm files in it.",
                    "08001",
                    14,
                    e);
        }
    }
}
