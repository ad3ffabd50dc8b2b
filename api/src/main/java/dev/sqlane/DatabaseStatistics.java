package dev.sqlane;

import java.util.Map;

/**
 * What a database is doing.
 *
 * <p>A transaction of a JDBC connection, of the write pool or the drop-in, counts as one unit. So does a statement that such a connection runs
 * in auto-commit and that commits by itself: INSERT, UPDATE, DELETE, what begins with WITH, and changes of the schema; where it fails it counts
 * as none. What {@code maintain} does is not counted.
 *
 * @param read the read pool
 * @param write the write pool
 * @param committed write units committed
 * @param transactions transactions in which they were committed; fewer than units where these shared them
 * @param rolledBack write units rolled back
 * @param replayed runs of a unit that repeated an earlier one
 * @param busyByCode how often the database answered that another connection or process holds a lock, by extended result
 *     code; each such answer was waited out unless the caller saw an error
 * @since 0.1.0
 */
public record DatabaseStatistics(
        PoolStatistics read,
        PoolStatistics write,
        long committed,
        long transactions,
        long rolledBack,
        long replayed,
        Map<Integer, Long> busyByCode) {
    public DatabaseStatistics {
        busyByCode = Map.copyOf(busyByCode);
    }
}
