package dev.sqlane.sqlite.internal.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

/**
 * Which file it is, whatever its name: device and inode where the platform has them, else the real path.
 *
 * @param key compared by {@code equals}; its text is unique on the machine
 */
public record FileIdentity(Object key) {
    /** Looks at the file without opening it. */
    public static FileIdentity of(Path path) throws SQLException {
        try {
            Object fileKey =
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return new FileIdentity(fileKey != null ? fileKey : path);
        } catch (IOException e) {
            throw new SQLNonTransientConnectionException(
                    path + " can't be found any more, or its attributes can't be read: " + e, "08001", 14, e);
        }
    }
}
