package dev.sqlane.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A copy of a database that is complete, on the disk, and in its place.
 *
 * @param destination the file's absolute path
 * @param pages how many pages it has
 * @param bytes its size
 * @param took how long copying and verifying took
 * @param verified whether the copy was read again and found sound
 * @since 0.1.0
 */
public record Backup(Path destination, long pages, long bytes, Duration took, boolean verified) {
    public Backup {
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(took, "took");
    }
}
