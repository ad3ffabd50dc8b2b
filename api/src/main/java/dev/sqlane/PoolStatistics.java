package dev.sqlane;

import java.util.Optional;

/**
 * What a pool is doing.
 *
 * @param role which pool
 * @param maximum the largest number of connections
 * @param active connections that are out
 * @param idle open connections that wait for a borrower
 * @param waiting borrowers that wait for a connection
 * @param opened connections opened since the pool was
 * @param discarded connections closed because their state was in doubt
 * @param leaked connections that were lost without {@code close} and taken back
 * @param timedOut borrowers that gave up at their deadline
 * @param statementCacheHits prepared statements served from a cache
 * @param statementCacheMisses prepared statements that had to be compiled
 * @param longestHolder who has had a connection longest; empty if none is out
 * @since 0.1.0
 */
public record PoolStatistics(
        Role role,
        int maximum,
        int active,
        int idle,
        int waiting,
        long opened,
        long discarded,
        long leaked,
        long timedOut,
        long statementCacheHits,
        long statementCacheMisses,
        Optional<Holder> longestHolder) {}
